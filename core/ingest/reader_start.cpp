#include "core/ingest/reader_start.hpp"

#include "core/module/worker_process.hpp"

namespace sanad {

Result<ReaderStart> ReaderStart::from(int count, char** arguments) {
    ReaderStart start;
    ReaderHandedOver handed;
    bool role_given = false;
    bool directory = false;
    int next = first_inherited_fd;
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--role" && i + 1 < count) {
            const std::string_view name = arguments[++i];
            for (const ReaderRole role : {ReaderRole::content, ReaderRole::walker, ReaderRole::inflater}) {
                if (name != name_of(role)) continue;
                start.role_ = role;
                role_given = true;
            }
        } else if (argument == "--memory") {
            handed.memory = next++;
        } else if (argument == "--table") {
            handed.table = next++;
        } else if (argument == "--scratch") {
            handed.scratch = next++;
        } else if (argument == "--socket") {
            handed.socket = next++;
        } else if (argument == "--directory") {
            directory = true;
        }
    }
    if (!role_given) return failure(Fault::refused, "is started by sanad, not by hand");
    if (directory) start.directory_ = next;
    if (handed.memory >= 0) start.memory_.emplace(TRY(SharedMemory::attach(handed.memory, MemoryAccess::read_write)));
    if (handed.table >= 0) {
        start.table_.emplace(TRY(SharedMemory::attach(handed.table, MemoryAccess::read_write)));
        start.store_ = TRY(ChunkStore::open(start.table_->writable(), handed.scratch));
    }
    start.socket_ = handed.socket;
    if (start.role_ == ReaderRole::walker && handed.socket >= 0)
        start.supplier_ = std::make_unique<SuppliedChunks>(handed.socket, handed.scratch);
    if (start.role_ == ReaderRole::inflater && (!start.store_ || handed.socket < 0))
        return failure(Fault::refused, "an inflater without a walker");
    return start;
}

SandboxLimits ReaderStart::limits() const {
    SandboxLimits limits;
    limits.readable_directory = directory_;
    limits.writes_scratch = store_ != nullptr;
    return limits;
}

}  // namespace sanad
