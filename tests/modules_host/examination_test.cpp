// The supervisor's ears alone: frames as a hostile worker might make them.
#include "core/module/examination.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/module/module_api.h"

using namespace sanad;

namespace {

const Manifest manifest{"tests.frames", "1", "Frames", {{Match::name_glob, 0, "*", {}}}, {"program.executed"}};
const std::vector<std::uint64_t> sizes{100};
constexpr std::uint64_t token = 0x1234'5678'9ABC'DEF0;

Channel::Frame frame(ModuleMessage kind, const WireWriter& body) {
    WireWriter whole;
    whole.put(token);
    whole.put_bytes(body.bytes());
    Channel::Frame made{static_cast<std::uint32_t>(kind), {whole.bytes().begin(), whole.bytes().end()}};
    made.body.erase(made.body.begin() + 8, made.body.begin() + 12);  // the length that put_bytes() writes
    return made;
}

Channel::Frame artifact() {
    WireWriter body;
    put(body, Artifact{"program.executed", {0, 10, 5}, {{"program", std::string{"A.EXE"}}}});
    return frame(ModuleMessage::artifact, body);
}

Channel::Frame announced(ModuleMessage kind, std::uint64_t size) {
    WireWriter body;
    if (kind == ModuleMessage::derived) body.put_text("member");
    put(body, SourceRange{0, 0, 1});
    body.put(size);
    return frame(kind, body);
}

Channel::Frame piece(std::string_view bytes) {
    WireWriter body;
    body.put_text(bytes);
    return frame(ModuleMessage::piece, body);
}

Channel::Frame verdict(std::int32_t given) {
    WireWriter body;
    body.put(given);
    return frame(ModuleMessage::verdict, body);
}

}  // namespace

TEST_CASE("findings count when the verdict has come, and not before") {
    const FindingLimits limits;
    FileExamination whole{manifest, limits, sizes, token};
    CHECK_FALSE(whole.hear(artifact()));
    CHECK(whole.hear(verdict(SANAD_EXAMINED)));
    CHECK(whole.run().outcome == Outcome::examined);
    CHECK(whole.run().artifacts.size() == 1);

    FileExamination lost{manifest, limits, sizes, token};
    CHECK_FALSE(lost.hear(artifact()));
    lost.end(Outcome::crashed, "killed");
    CHECK(lost.run().artifacts.empty());

    FileExamination failed{manifest, limits, sizes, token};
    CHECK_FALSE(failed.hear(artifact()));
    CHECK(failed.hear(verdict(SANAD_FAILED)));
    CHECK(failed.run().outcome == Outcome::failed);
    CHECK(failed.run().artifacts.empty());

    FileExamination damaged{manifest, limits, sizes, token};
    CHECK_FALSE(damaged.hear(artifact()));
    CHECK(damaged.hear(verdict(SANAD_DAMAGED)));
    CHECK(damaged.run().artifacts.size() == 1);
}

TEST_CASE("every frame cut short or followed by more is a broken contract") {
    const FindingLimits limits;
    for (const Channel::Frame& good : {artifact(), announced(ModuleMessage::derived, 3), verdict(SANAD_EXAMINED),
                                       announced(ModuleMessage::text, 3)}) {
        for (std::size_t length = 0; length <= good.body.size() + 1; ++length) {
            if (length == good.body.size()) continue;
            Channel::Frame bad = good;
            bad.body.assign(length, 0);
            std::copy_n(good.body.begin(), std::min(length, good.body.size()), bad.body.begin());
            FileExamination examination{manifest, limits, sizes, token};
            CHECK(examination.hear(bad));
            CHECK(examination.run().outcome == Outcome::broke_contract);
        }
    }
}

TEST_CASE("bytes come after their announcement, as many as announced, with nothing in between") {
    const FindingLimits limits;
    const auto outcome_of = [&](std::initializer_list<Channel::Frame> frames) {
        FileExamination examination{manifest, limits, sizes, token};
        for (const Channel::Frame& each : frames) {
            if (examination.hear(each)) break;
        }
        return examination.run().outcome;
    };
    const auto text = [](std::uint64_t size) { return announced(ModuleMessage::text, size); };
    CHECK(outcome_of({text(3), piece("ab"), piece("c"), verdict(SANAD_EXAMINED)}) == Outcome::examined);
    CHECK(outcome_of({text(3), piece("ab"), verdict(SANAD_EXAMINED)}) == Outcome::broke_contract);
    CHECK(outcome_of({text(3), piece("abcd")}) == Outcome::broke_contract);
    CHECK(outcome_of({text(3), piece("")}) == Outcome::broke_contract);
    CHECK(outcome_of({piece("a")}) == Outcome::broke_contract);
    CHECK(outcome_of({text(3), artifact()}) == Outcome::broke_contract);
    CHECK(outcome_of({text(0), verdict(SANAD_EXAMINED)}) == Outcome::examined);
    CHECK(outcome_of({{999, {}}}) == Outcome::broke_contract);
    CHECK(outcome_of({{static_cast<std::uint32_t>(ModuleMessage::manifest), {}}}) == Outcome::broke_contract);
}

TEST_CASE("a character cut by the border of two pieces is whole again") {
    const FindingLimits limits;
    FileExamination examination{manifest, limits, sizes, token};
    CHECK_FALSE(examination.hear(announced(ModuleMessage::text, 2)));
    CHECK_FALSE(examination.hear(piece("\xD8")));
    CHECK_FALSE(examination.hear(piece("\xB1")));
    CHECK(examination.hear(verdict(SANAD_EXAMINED)));
    CHECK(examination.run().texts[0].text == "ر");
}

TEST_CASE("an announcement of more than the limit is limited before a byte of it is stored") {
    const FindingLimits limits;
    for (const ModuleMessage kind : {ModuleMessage::derived, ModuleMessage::text}) {
        FileExamination examination{manifest, limits, sizes, token};
        CHECK(examination.hear(announced(kind, ~std::uint64_t{0})));
        CHECK(examination.run().outcome == Outcome::limited);
    }
}

TEST_CASE("many artifacts without a verdict are limited by number and by memory, and none remain") {
    FindingLimits limits;
    limits.artifacts = 10;
    FileExamination counted{manifest, limits, sizes, token};
    for (int i = 0; i < 10; ++i) CHECK_FALSE(counted.hear(artifact()));
    CHECK(counted.hear(artifact()));
    CHECK(counted.run().outcome == Outcome::limited);
    CHECK(counted.run().artifacts.empty());

    limits.artifact_bytes = 100;
    FileExamination weighed{manifest, limits, sizes, token};
    CHECK(weighed.hear(artifact()));
    CHECK(weighed.run().outcome == Outcome::limited);
}

TEST_CASE("a frame belongs when it begins with the token of its request") {
    const FindingLimits limits;
    const FileExamination examination{manifest, limits, sizes, token};
    CHECK(examination.belongs(artifact()));
    Channel::Frame stale = artifact();
    stale.body[0] ^= 1;
    CHECK_FALSE(examination.belongs(stale));
    CHECK_FALSE(examination.belongs({109, {}}));
}
