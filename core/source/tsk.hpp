#pragma once
// The Sleuth Kit's handles, each with one owner. Private to this folder.
#include <tsk/libtsk.h>

#include <exception>
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

void tsk_complain(const char* words);

/// Calls into The Sleuth Kit, whose APFS reader throws through its C interface on damaged volumes. What it threw
/// becomes its complaint, and the call's value `failed`.
template <class Call, class Value>
Value from_tsk(Call&& call, Value failed) {
    try {
        return call();
    } catch (const std::exception& thrown) {
        tsk_complain(thrown.what());
        return failed;
    }
}

/// A file system at a byte of an image; nothing where TSK finds none of that type, its complaint left to be read.
inline TskFileSystem open_tsk(TSK_IMG_INFO* image, std::uint64_t offset, TSK_FS_TYPE_ENUM type) {
    return TskFileSystem{from_tsk([&] { return tsk_fs_open_img(image, static_cast<TSK_OFF_T>(offset), type); },
                                  static_cast<TSK_FS_INFO*>(nullptr))};
}

}  // namespace sanad
