#pragma once
// One conversation about one file, seen from the supervisor: every frame of the worker is checked as if the evidence
// itself had sent it, and counted against the limits.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/module/findings_check.hpp"
#include "core/module/manifest.hpp"
#include "core/module/module_messages.hpp"
#include "core/module/module_run.hpp"

namespace sanad {

/// What one file may yield. Beyond them the run ends as `limited`, without findings.
struct FindingLimits {
    std::uint64_t artifacts = 1'000'000;
    std::uint64_t artifact_bytes = std::uint64_t{256} << 20;  ///< of our memory
    std::uint64_t derived_files = 100'000;
    std::uint64_t derived_bytes = std::uint64_t{256} << 20;
    std::uint64_t texts = 100'000;
    std::uint64_t text_bytes = std::uint64_t{64} << 20;
    std::uint64_t warnings = 1000;  ///< kept; the rest is counted
};

class FileExamination {
public:
    FileExamination(const Manifest& manifest, const FindingLimits& limits, std::vector<std::uint64_t> stream_sizes,
                    std::uint64_t token)
        : manifest_{manifest}, limits_{limits}, stream_sizes_{std::move(stream_sizes)}, token_{token} {}

    /// False: the frame was sent when the worker had another file, or by somebody who guesses.
    bool belongs(const Channel::Frame& frame) const { return WireReader{frame.body}.take<std::uint64_t>() == token_; }

    /// Of a frame that belongs. True: the run is over and run() tells how. After anything but a verdict the worker is
    /// not to be trusted again.
    bool hear(const Channel::Frame& frame);
    /// The worker can say no more.
    void end(Outcome outcome, std::string detail);
    bool ended_by_verdict() const { return verdict_given_; }
    ModuleRun& run() { return run_; }

private:
    bool hear_artifact(WireReader& in);
    bool hear_derived(WireReader& in);
    bool hear_text(WireReader& in);
    bool hear_piece(WireReader& in);
    bool hear_warning(WireReader& in);
    bool hear_verdict(WireReader& in);
    bool stop(Outcome outcome, std::string detail);
    bool piece_done();

    const Manifest& manifest_;
    const FindingLimits& limits_;
    std::vector<std::uint64_t> stream_sizes_;
    std::uint64_t token_;
    ModuleRun run_;
    enum class Filling : std::uint8_t { nothing, derived, text } filling_ = Filling::nothing;
    std::uint64_t missing_ = 0;  ///< bytes of what is being filled
    std::uint64_t artifact_bytes_ = 0;
    std::uint64_t derived_bytes_ = 0;
    std::uint64_t text_bytes_ = 0;
    bool verdict_given_ = false;
};

}  // namespace sanad
