// Many modules at once want what each of them wants alone: compared with wants(), pattern by pattern.
#include "core/module/wanted_by.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sanad;

namespace {

std::vector<Manifest> modules() {
    const auto module = [](std::string name, std::vector<Interest> wants) {
        return Manifest{std::move(name), "1.0.0", "x", std::move(wants), {}};
    };
    return {
        module("a.ends", {{Match::name_glob, 0, "*.pf", {}}, {Match::name_glob, 0, "NTUSER.DAT", {}}}),
        module("b.begins", {{Match::name_glob, 0, "$I*", {}}, {Match::name_glob, 0, "?ecent*", {}}}),
        module("c.both", {{Match::name_glob, 0, "*history*", {}}, {Match::path_glob, 0, "*/Recent/*", {}}}),
        module("d.path", {{Match::path_glob, 0, "*/etc/passwd", {}}, {Match::path_glob, 0, "/x/?", {}}}),
        module("e.type", {{Match::mime_type, 0, "image/*", {}}, {Match::mime_type, 0, "text/plain", {}}}),
        module("f.signature", {{Match::signature, 0, "SCCA", {}}, {Match::signature, 0x8001, "CD001", {}}}),
        module("g.near", {{Match::signature, 4, "SCCA", {}}, {Match::signature, 100, "ustar", {}}}),
        module("h.all", {{Match::name_glob, 0, "*", {}}}),
        module("i.urdu", {{Match::name_glob, 0, "*خط", {}}, {Match::name_glob, 0, "خط?", {}}}),
    };
}

std::vector<std::size_t> one_by_one(const std::vector<Manifest>& modules, const FileAtHand& file) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < modules.size(); ++i) {
        if (wants(modules[i], file)) found.push_back(i);
    }
    return found;
}

}  // namespace

TEST_CASE("modules asked together want the files they want when asked one by one") {
    const auto all = modules();
    std::vector<const Manifest*> manifests;
    for (const Manifest& manifest : all) manifests.push_back(&manifest);
    WantedBy wanted{manifests};

    std::string disc(0x8006, 'x');
    disc.replace(0x8001, 5, "CD001");
    const std::string heads[] = {"", "SCCA", "xxxxSCCA", "SCC", std::string(100, 'x') + "ustar", disc};
    const char* const paths[] = {"",
                                 "/",
                                 "A.PF",
                                 "/C/Windows/Prefetch/CMD.EXE-1.pf",
                                 "/Users/x/ntuser.dat",
                                 "/$Recycle.Bin/$i0ABC.txt",
                                 "/$Recycle.Bin/$R0ABC.txt",
                                 "/home/x/.bash_history",
                                 "/home/x/.bash_HISTORY~",
                                 "/x/Recent/",
                                 "/x/Recent/thing.lnk",
                                 "/x/recent",
                                 "/x/y",
                                 "/x/ی",
                                 "etc/passwd",
                                 "/etc/passwd",
                                 "/etc/PASSWD",
                                 "/etc/passwd/",
                                 "/میرا خط",
                                 "/خطx",
                                 "/\xFF\xFE",
                                 "/Recents"};
    std::size_t wanted_at_all = 0;
    for (const char* path : paths) {
        for (const char* type : {"", "image/png", "text/plain", "text/plain2", "IMAGE/x"}) {
            for (const std::string& head : heads) {
                const FileAtHand file{path, type, bytes_of(head)};
                const auto expected = one_by_one(all, file);
                CHECK_MESSAGE(wanted.of(file) == expected, path, " ", type, " ", head.substr(0, 8));
                wanted_at_all += expected.size();
            }
        }
    }
    CHECK(wanted_at_all > 1000);
}

TEST_CASE("what signatures look at is told in pieces, so that nobody reads what lies between them") {
    const auto all = modules();
    std::vector<const Manifest*> manifests;
    for (const Manifest& manifest : all) manifests.push_back(&manifest);
    const WantedBy wanted{manifests};
    CHECK(wanted.looked_at() == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 105}, {0x8001, 5}});
    CHECK(WantedBy{std::vector<const Manifest*>{}}.looked_at().empty());
}
