#include "core/module/module_messages.hpp"

#include <bit>

namespace sanad {
namespace {

template <class... Each>
struct Overloaded : Each... {
    using Each::operator()...;
};
template <class... Each>
Overloaded(Each...) -> Overloaded<Each...>;  // clang 14 does not deduce aggregates

}  // namespace

void put(WireWriter& out, const ExamineRequest& request) {
    out.put(request.token);
    out.put_text(request.mime_type);
    out.put(static_cast<std::uint32_t>(request.streams.size()));
    for (const StreamPlace& stream : request.streams) {
        out.put_text(stream.path);
        out.put(stream.offset);
        out.put(stream.size);
        out.put(static_cast<std::uint8_t>(stream.in_pieces));
        out.put(stream.first_stored);
    }
    out.put(request.slots.offset);
    out.put(request.slots.piece);
    out.put(request.slots.slots);
}

ExamineRequest take_examine_request(WireReader& in) {
    ExamineRequest request;
    request.token = in.take<std::uint64_t>();
    request.mime_type = in.take_text();
    request.streams.resize(in.take_count(sizeof(std::uint32_t) + 3 * sizeof(std::uint64_t) + 1));
    for (StreamPlace& stream : request.streams) {
        stream.path = in.take_text();
        stream.offset = in.take<std::uint64_t>();
        stream.size = in.take<std::uint64_t>();
        stream.in_pieces = in.take_bool();
        stream.first_stored = in.take<std::uint64_t>();
    }
    request.slots.offset = in.take<std::uint64_t>();
    request.slots.piece = in.take<std::uint64_t>();
    request.slots.slots = in.take<std::uint64_t>();
    return request;
}

void put(WireWriter& out, const PieceWanted& wanted) {
    out.put(wanted.stream);
    out.put(wanted.offset);
    out.put(wanted.slot);
}

PieceWanted take_piece_wanted(WireReader& in) {
    PieceWanted wanted;
    wanted.stream = in.take<std::uint64_t>();
    wanted.offset = in.take<std::uint64_t>();
    wanted.slot = in.take<std::uint64_t>();
    return wanted;
}

void put(WireWriter& out, const SourceRange& range) {
    out.put(range.stream);
    out.put(range.offset);
    out.put(range.length);
}

SourceRange take_source_range(WireReader& in) {
    SourceRange range;
    range.stream = in.take<std::uint64_t>();
    range.offset = in.take<std::uint64_t>();
    range.length = in.take<std::uint64_t>();
    return range;
}

void put(WireWriter& out, const Artifact& artifact) {
    out.put_text(artifact.type);
    put(out, artifact.source);
    out.put(static_cast<std::uint32_t>(artifact.attributes.size()));
    for (const Attribute& attribute : artifact.attributes) {
        out.put_text(attribute.name);
        out.put(static_cast<std::uint8_t>(attribute.value.index()));
        std::visit(Overloaded{[&](const std::string& text) { out.put_text(text); },
                              [&](std::int64_t number) { out.put(number); },
                              [&](double number) { out.put(std::bit_cast<std::uint64_t>(number)); },
                              [&](Timestamp time) { out.put(time.ns); },
                              [&](const RawBytes& raw) { out.put_text(raw.bytes); }},
                   attribute.value);
    }
}

Artifact take_artifact(WireReader& in) {
    Artifact artifact;
    artifact.type = in.take_text();
    artifact.source = take_source_range(in);
    // A name, its kind, and a value of at least its length.
    artifact.attributes.resize(in.take_count(2 * sizeof(std::uint32_t) + 1));
    for (Attribute& attribute : artifact.attributes) {
        attribute.name = in.take_text();
        switch (in.take<std::uint8_t>()) {
            case 0:
                attribute.value = in.take_text();
                break;
            case 1:
                attribute.value = in.take<std::int64_t>();
                break;
            case 2:
                attribute.value = std::bit_cast<double>(in.take<std::uint64_t>());
                break;
            case 3:
                attribute.value = Timestamp{in.take<std::int64_t>()};
                break;
            case 4:
                attribute.value = RawBytes{in.take_text()};
                break;
            default:
                in.spoil();
        }
    }
    return artifact;
}

}  // namespace sanad
