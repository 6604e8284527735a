#pragma once
// The bytes between the supervisor and its workers: length-prefixed frames over a socket, plain little-endian fields.
// Each side treats the other's frames as hostile: every read is checked, and a frame that does not decode exactly is a
// broken contract, never a crash.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/bytes.hpp"

namespace sanad {

inline constexpr std::uint32_t max_frame_bytes = 8u << 20;

/// Appends fields to a frame.
class WireWriter {
public:
    template <class Number>
    requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
    void put(Number value) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + sizeof value);
        __builtin_memcpy(bytes_.data() + at, &value, sizeof value);
    }
    void put_bytes(Bytes bytes) {
        put(static_cast<std::uint32_t>(bytes.size()));
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    void put_text(std::string_view text) { put_bytes(bytes_of(text)); }
    /// A trivially copyable struct such as a digest or its state.
    template <class Plain>
    void put_plain(const Plain& value) {
        static_assert(std::is_trivially_copyable_v<Plain>);
        put_bytes({reinterpret_cast<const Byte*>(&value), sizeof value});
    }
    Bytes bytes() const { return bytes_; }
    std::size_t size() const { return bytes_.size(); }
    void clear() { bytes_.clear(); }
    /// What was put, for whoever keeps it; it is empty afterwards.
    std::vector<Byte> taken() { return std::exchange(bytes_, {}); }
    void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

private:
    std::vector<Byte> bytes_;
};

/// Reads fields in the order they were put. The first failure sticks: check good() and at_end() once, at the end.
class WireReader {
public:
    explicit WireReader(Bytes bytes) : bytes_{bytes} {}

    template <class Number>
    Number take() {
        static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>, "take_bool() checks its byte");
        Number value{};
        if (bytes_.size() - at_ < sizeof value) {
            good_ = false;
            at_ = bytes_.size();
            return value;
        }
        __builtin_memcpy(&value, bytes_.data() + at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    /// An enum whose last valid enumerator is `last`.
    template <class Enum>
    Enum take_enum(Enum last) {
        const auto value = take<std::underlying_type_t<Enum>>();
        if (value > static_cast<std::underlying_type_t<Enum>>(last)) {
            good_ = false;
            return Enum{};
        }
        return static_cast<Enum>(value);
    }
    bool take_bool() {
        const auto value = take<std::uint8_t>();
        if (value > 1) good_ = false;
        return value == 1;
    }
    Bytes take_bytes() {
        const auto length = take<std::uint32_t>();
        if (length > bytes_.size() - at_) {
            good_ = false;
            at_ = bytes_.size();
            return {};
        }
        const Bytes taken = bytes_.subspan(at_, length);
        at_ += length;
        return taken;
    }
    std::string take_text() { return std::string{text_of(take_bytes())}; }
    template <class Plain>
    Plain take_plain() {
        static_assert(std::is_trivially_copyable_v<Plain>);
        Plain value{};
        const Bytes taken = take_bytes();
        if (taken.size() == sizeof value) {
            __builtin_memcpy(&value, taken.data(), sizeof value);
        } else {
            good_ = false;
        }
        return value;
    }
    /// A count of things of at least `each` bytes: refused when the frame could not hold them.
    std::uint32_t take_count(std::size_t each) {
        const auto count = take<std::uint32_t>();
        if (each != 0 && count > (bytes_.size() - at_) / each) {
            good_ = false;
            return 0;
        }
        return count;
    }
    void spoil() { good_ = false; }
    bool good() const { return good_; }
    bool complete() const { return good_ && at_ == bytes_.size(); }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

/// One end of the conversation. Frames are [u32 length][u32 kind][body].
class Channel {
public:
    struct Frame {
        std::uint32_t kind;
        std::vector<Byte> body;
    };

    explicit Channel(int fd) : fd_{fd} {}
    Channel(Channel&& other) noexcept;
    Channel& operator=(Channel&&) = delete;
    ~Channel();

    int fd() const { return fd_; }
    /// Blocks until the whole frame is handed to the kernel, taking in what arrives meanwhile, so that two sides that
    /// send at once never wait for each other. False: the other side is gone, broke the contract or did not read for as
    /// long as set_patience() allows; the conversation is over. Throws std::length_error above max_frame_bytes.
    bool send(std::uint32_t kind, Bytes body);
    /// How long send() waits for a side that does not read; for ever unless set. WorkerProcess sets one minute.
    void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }
    /// Blocks for one whole frame. Nothing: the other side is gone or broke the contract (see broken()).
    std::optional<Frame> receive();
    /// Takes what the socket has now; true while it is open. Whole frames come out of next(), also after the end.
    /// At most some megabytes a call, and nothing while a whole frame of the largest kind is waiting: one flooding
    /// worker delays no other and fills no memory.
    bool pump();
    std::optional<Frame> next();
    /// The other side announced a frame larger than max_frame_bytes.
    bool broken() const { return broken_; }

private:
    /// What one recv() of the socket brought.
    enum class Arrival { bytes, nothing_now, end };
    Arrival take_in(int flags);
    bool wait_until_writable();
    std::size_t unread() const { return filled_ - consumed_; }
    void make_room();

    int fd_;
    // What came and is not consumed: read there by the kernel, and moved once more, into its frame.
    std::unique_ptr<Byte[]> pending_;
    std::size_t capacity_ = 0, filled_ = 0, consumed_ = 0;
    std::optional<std::chrono::milliseconds> patience_;
    bool broken_ = false;
    bool ended_ = false;
};

}  // namespace sanad
