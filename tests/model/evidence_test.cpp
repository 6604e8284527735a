#include "core/model/evidence.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sanad;

namespace {

template <class Enum>
std::vector<std::string> names_up_to(Enum last) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
        names.emplace_back(name_of(static_cast<Enum>(i)));
    }
    return names;
}

}  // namespace

// These words stand in cases and in scripts that read them: one may be added at the end, none may change.
TEST_CASE("the words for the states of evidence are the ones that earlier cases hold") {
    using Words = std::vector<std::string>;
    CHECK(names_up_to(VolumeKind::pool_volume) == Words{"partition", "unallocated", "table", "whole", "pool_volume"});
    CHECK(names_up_to(NameState::orphan) == Words{"allocated", "deleted", "orphan"});
    CHECK(names_up_to(FileKind::other) == Words{"regular", "directory", "symlink", "named_pipe", "socket",
                                                "block_device", "character_device", "whiteout", "virtual_file",
                                                "other"});
    CHECK(names_up_to(Recovery::none) == Words{"not_needed", "intact", "partly_reallocated", "estimated", "none"});
    CHECK(names_up_to(ExtentKind::unwritten) == Words{"stored", "sparse", "unwritten"});
    CHECK(names_up_to(ContentAccess::derived) == Words{"extents", "resident", "file_system", "derived"});
    CHECK(names_up_to(Outcome::failed) == Words{"examined", "not_mine", "noted", "damaged", "unreadable", "unsupported",
                                                "encrypted", "limited", "crashed", "timed_out", "broke_contract",
                                                "failed"});
}
