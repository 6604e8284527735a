#pragma once
// The Sleuth Kit's handles, each with one owner. Private to this folder.
#include <tsk/libtsk.h>

#include <memory>
#include <string>

namespace sanad {

template <auto close>
struct Closes {
    void operator()(auto* handle) const { close(handle); }
};

using TskFileSystem = std::unique_ptr<TSK_FS_INFO, Closes<tsk_fs_close>>;
using TskFile = std::unique_ptr<TSK_FS_FILE, Closes<tsk_fs_file_close>>;
using TskDirectory = std::unique_ptr<TSK_FS_DIR, Closes<tsk_fs_dir_close>>;
using TskVolumes = std::unique_ptr<TSK_VS_INFO, Closes<tsk_vs_close>>;
using TskPool = std::unique_ptr<const TSK_POOL_INFO, Closes<tsk_pool_close>>;

/// What The Sleuth Kit last complained about, in its words on one line; forgets it, so that no later call reports it.
std::string tsk_complaint();

}  // namespace sanad
