#pragma once
// One description of a message's fields serves both directions: `fields(codec, message)` is run with a Putter to write
// and a Taker to read, so that the two can never disagree.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/module/wire.hpp"

namespace sanad {

class Putter {
public:
    static constexpr bool reading = false;

    template <class Number>
    requires std::is_arithmetic_v<Number>
    void operator()(const Number& value) {
        if constexpr (std::is_same_v<Number, bool>) {
            out_.put(static_cast<std::uint8_t>(value));
        } else {
            out_.put(value);
        }
    }
    void operator()(std::string_view text) { out_.put_text(text); }
    void operator()(const std::vector<Byte>& bytes) { out_.put_bytes(bytes); }
    template <class Plain>
    void plain(const Plain& value) {
        out_.put_plain(value);
    }
    template <class Enum>
    void choice(const Enum& value, Enum) {
        out_.put(value);
    }
    template <class T, class Each>
    void maybe(const std::optional<T>& value, Each each) {
        out_.put(static_cast<std::uint8_t>(value.has_value()));
        if (value) each(*value);
    }
    template <class T, class Each>
    void list(const std::vector<T>& values, std::size_t, Each each) {
        out_.put(static_cast<std::uint32_t>(values.size()));
        for (const T& value : values) each(value);
    }
    void require(bool) {}

    WireWriter& out() { return out_; }
    std::vector<Byte> taken() { return out_.taken(); }

private:
    WireWriter out_;
};

class Taker {
public:
    static constexpr bool reading = true;

    explicit Taker(Bytes bytes) : in_{bytes} {}

    template <class Number>
    requires std::is_arithmetic_v<Number>
    void operator()(Number& value) {
        if constexpr (std::is_same_v<Number, bool>) {
            value = in_.take_bool();
        } else {
            value = in_.take<Number>();
        }
    }
    void operator()(std::string& text) { text = in_.take_text(); }
    /// Of the frame's own bytes, as long as those are there.
    void operator()(std::string_view& text) { text = text_of(in_.take_bytes()); }
    void operator()(std::vector<Byte>& bytes) {
        const Bytes taken = in_.take_bytes();
        bytes.assign(taken.begin(), taken.end());
    }
    template <class Plain>
    void plain(Plain& value) {
        value = in_.take_plain<Plain>();
    }
    template <class Enum>
    void choice(Enum& value, Enum last) {
        value = in_.take_enum(last);
    }
    template <class T, class Each>
    void maybe(std::optional<T>& value, Each each) {
        value.reset();
        if (in_.take_bool() && in_.good()) each(value.emplace());
    }
    /// `at_least`: bytes an element takes on the wire at the least, so that a count the frame cannot hold is refused
    /// before anything is allocated.
    template <class T, class Each>
    void list(std::vector<T>& values, std::size_t at_least, Each each) {
        values.clear();
        const std::uint32_t count = in_.take_count(at_least);
        values.reserve(count);
        for (std::uint32_t i = 0; i < count && in_.good(); ++i) each(values.emplace_back());
    }
    /// What must hold of the fields read so far; else the frame is refused.
    void require(bool holds) {
        if (!holds) in_.spoil();
    }
    bool complete() const { return in_.complete(); }
    bool good() const { return in_.good(); }
    bool more() const { return in_.good() && !in_.complete(); }

private:
    WireReader in_;
};

/// A message as one direction sees it: const when writing.
template <class Codec, class Message>
using Field = std::conditional_t<Codec::reading, Message, const Message>;

/// A message by the fields() of its type, which stand in this namespace and not in an unnamed one: found by the
/// message they are for.
template <class Message>
std::vector<Byte> encoded(const Message& message) {
    Putter out;
    fields(out, message);
    return out.taken();
}

template <class Message>
std::optional<Message> decoded(Bytes body) {
    Taker in{body};
    std::optional<Message> message{std::in_place};
    fields(in, *message);
    if (!in.complete()) return std::nullopt;
    return message;
}

}  // namespace sanad
