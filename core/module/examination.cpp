#include "core/module/examination.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/base/text.hpp"
#include "core/module/module_api.h"

namespace sanad {
namespace {

constexpr std::string_view nonsense = "the worker sent a message that does not decode";

std::uint64_t memory_of(const Artifact& artifact) {
    std::uint64_t bytes = sizeof(Artifact) + artifact.type.size();
    for (const Attribute& attribute : artifact.attributes) {
        bytes += sizeof(Attribute) + attribute.name.size();
        if (const auto* text = std::get_if<std::string>(&attribute.value)) bytes += text->size();
        if (const auto* raw = std::get_if<RawBytes>(&attribute.value)) bytes += raw->bytes.size();
    }
    return bytes;
}

}  // namespace

void FileExamination::end(Outcome outcome, std::string detail) {
    run_.outcome = outcome;
    run_.detail = std::move(detail);
    if (outcome == Outcome::examined || outcome == Outcome::damaged) return;
    run_.artifacts.clear();
    run_.texts.clear();
    run_.derived.clear();
}

bool FileExamination::stop(Outcome outcome, std::string detail) {
    end(outcome, std::move(detail));
    return true;
}

bool FileExamination::hear(const Channel::Frame& frame) {
    WireReader in{frame.body};
    in.take<std::uint64_t>();  // the token
    const auto message = static_cast<ModuleMessage>(frame.kind);
    if ((filling_ != Filling::nothing) != (message == ModuleMessage::piece) && message != ModuleMessage::breach) {
        return stop(Outcome::broke_contract, "the worker sent its messages out of order");
    }
    switch (message) {
        case ModuleMessage::artifact:
            return hear_artifact(in);
        case ModuleMessage::derived:
            return hear_derived(in);
        case ModuleMessage::text:
            return hear_text(in);
        case ModuleMessage::piece:
            return hear_piece(in);
        case ModuleMessage::warning:
            return hear_warning(in);
        case ModuleMessage::breach:
            return stop(Outcome::broke_contract, shown(in.take_text().substr(0, longest_warning)));
        case ModuleMessage::verdict:
            return hear_verdict(in);
        default:
            return stop(Outcome::broke_contract, fmt::format("the worker sent a message of kind {}", frame.kind));
    }
}

bool FileExamination::hear_artifact(WireReader& in) {
    Artifact artifact = take_artifact(in);
    if (!in.complete()) return stop(Outcome::broke_contract, std::string{nonsense});
    if (const auto kept = check(artifact, manifest_, stream_sizes_); !kept) {
        return stop(Outcome::broke_contract, kept.error().what);
    }
    artifact_bytes_ += memory_of(artifact);
    if (run_.artifacts.size() == limits_.artifacts || artifact_bytes_ > limits_.artifact_bytes) {
        return stop(Outcome::limited, fmt::format("more than {} artifacts or {} MiB of them", limits_.artifacts,
                                                  limits_.artifact_bytes >> 20));
    }
    run_.artifacts.push_back(std::move(artifact));
    return false;
}

bool FileExamination::hear_derived(WireReader& in) {
    DerivedFile derived;
    derived.name = in.take_text();
    derived.source = take_source_range(in);
    missing_ = in.take<std::uint64_t>();
    if (!in.complete() || derived.name.empty() || derived.name.size() > longest_derived_name) {
        return stop(Outcome::broke_contract, std::string{nonsense});
    }
    if (const auto kept = check(derived.source, stream_sizes_); !kept) {
        return stop(Outcome::broke_contract,
                    fmt::format("derived file \"{}\": {}", shown(derived.name), kept.error().what));
    }
    if (run_.derived.size() == limits_.derived_files || missing_ > limits_.derived_bytes - derived_bytes_) {
        return stop(Outcome::limited, fmt::format("more than {} derived files or {} MiB of them", limits_.derived_files,
                                                  limits_.derived_bytes >> 20));
    }
    derived_bytes_ += missing_;
    run_.derived.push_back(std::move(derived));
    filling_ = Filling::derived;
    return piece_done();
}

bool FileExamination::hear_text(WireReader& in) {
    ModuleText text;
    text.source = take_source_range(in);
    missing_ = in.take<std::uint64_t>();
    if (!in.complete()) return stop(Outcome::broke_contract, std::string{nonsense});
    if (const auto kept = check(text.source, stream_sizes_); !kept) {
        return stop(Outcome::broke_contract, "text: " + kept.error().what);
    }
    if (run_.texts.size() == limits_.texts || missing_ > limits_.text_bytes - text_bytes_) {
        return stop(Outcome::limited,
                    fmt::format("more than {} texts or {} MiB of them", limits_.texts, limits_.text_bytes >> 20));
    }
    text_bytes_ += missing_;
    run_.texts.push_back(std::move(text));
    filling_ = Filling::text;
    return piece_done();
}

bool FileExamination::hear_piece(WireReader& in) {
    const Bytes piece = in.take_bytes();
    // Room is made for what has arrived, never for what was announced.
    if (!in.complete() || piece.empty() || piece.size() > missing_) {
        return stop(Outcome::broke_contract, std::string{nonsense});
    }
    (filling_ == Filling::derived ? run_.derived.back().bytes : run_.texts.back().text) += text_of(piece);
    missing_ -= piece.size();
    return piece_done();
}

bool FileExamination::piece_done() {
    if (missing_ > 0) return false;
    const bool was_text = std::exchange(filling_, Filling::nothing) == Filling::text;
    if (was_text && !is_utf8(run_.texts.back().text)) return stop(Outcome::broke_contract, "text: it is not UTF-8");
    return false;
}

bool FileExamination::hear_warning(WireReader& in) {
    Warning warning;
    warning.source = take_source_range(in);
    warning.message = repaired_utf8(in.take_text());
    if (!in.complete() || warning.message.size() > 3 * longest_warning) {
        return stop(Outcome::broke_contract, std::string{nonsense});
    }
    if (run_.warnings.size() < limits_.warnings) {
        run_.warnings.push_back(std::move(warning));
    } else {
        ++run_.warnings_not_kept;
    }
    return false;
}

bool FileExamination::hear_verdict(WireReader& in) {
    const auto verdict = in.take<std::int32_t>();
    if (!in.complete()) return stop(Outcome::broke_contract, std::string{nonsense});
    const std::string last = run_.warnings.empty() ? "it did not say why" : run_.warnings.back().message;
    const bool found = !run_.artifacts.empty() || !run_.texts.empty() || !run_.derived.empty();
    switch (verdict) {
        case SANAD_EXAMINED:
            end(Outcome::examined, {});
            break;
        case SANAD_NOT_MINE:
            if (found) return stop(Outcome::broke_contract, "it found something in a file that it says is not its own");
            end(Outcome::not_mine, {});
            break;
        case SANAD_DAMAGED:
            end(Outcome::damaged, last);
            break;
        case SANAD_FAILED:
            end(Outcome::failed, last);
            break;
        default:
            return stop(Outcome::broke_contract, fmt::format("{} is no verdict", verdict));
    }
    verdict_given_ = true;
    return true;
}

}  // namespace sanad
