// What a hostile worker may send while a file is examined, and a hostile manifest.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/module/examination.hpp"

using namespace sanad;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Manifest manifest{
        "tests.frames", "1", "Frames", {{Match::name_glob, 0, "*", {}}}, {"program.executed", "x.a.b"}};
    FindingLimits limits;
    limits.artifacts = 100;
    limits.artifact_bytes = limits.derived_bytes = limits.text_bytes = 1 << 20;
    const std::vector<std::uint64_t> sizes{100, 7};
    FileExamination examination{manifest, limits, sizes, 0};

    // Frames as [u8 kind][u16 length][body], each answer with the token it needs.
    const Bytes input{data, size};
    bool over = false;
    for (std::size_t at = 0; !over && input.size() - at >= 3;) {
        const std::size_t length = std::min<std::size_t>(input[at + 1] | input[at + 2] << 8, input.size() - at - 3);
        Channel::Frame frame{100u + input[at] % 12, std::vector<Byte>(8)};
        const Bytes body = input.subspan(at + 3, length);
        frame.body.insert(frame.body.end(), body.begin(), body.end());
        over = examination.hear(frame);
        at += 3 + length;
    }
    for (const Artifact& artifact : examination.run().artifacts) {
        if (!check(artifact, manifest, sizes)) std::abort();
    }
    if (over && !examination.ended_by_verdict() && !examination.run().artifacts.empty()) std::abort();

    WireReader in{input};
    const Manifest introduced = take_manifest(in);
    if (in.complete() && check(introduced)) {
        const FileAtHand file{"a/b.pf", "text/plain", input.first(std::min<std::size_t>(size, 64))};
        wants(introduced, file);
        is_companion(introduced, file, "b.pf-wal");
    }
    return 0;
}
