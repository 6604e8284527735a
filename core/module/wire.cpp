#include "core/module/wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace sanad {
namespace {

static_assert(std::endian::native == std::endian::little, "fields are put as they lie in memory");

constexpr std::size_t header_bytes = 8;
constexpr std::size_t piece_bytes = 64 << 10;
constexpr std::size_t pump_bytes = 4 << 20;

}  // namespace

Channel::Channel(Channel&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)},
      pending_{std::move(other.pending_)},
      capacity_{std::exchange(other.capacity_, 0)},
      filled_{std::exchange(other.filled_, 0)},
      consumed_{std::exchange(other.consumed_, 0)},
      patience_{other.patience_},
      broken_{other.broken_},
      ended_{std::exchange(other.ended_, true)} {}

Channel::~Channel() {
    if (fd_ >= 0) close(fd_);
}

bool Channel::send(std::uint32_t kind, Bytes body) {
    if (body.size() > max_frame_bytes) throw std::length_error{"a frame larger than max_frame_bytes"};
    if (ended_ || broken_) return false;
    const std::array<std::uint32_t, 2> header{static_cast<std::uint32_t>(body.size()), kind};
    std::size_t sent = 0;
    while (sent < header_bytes + body.size()) {
        std::array<iovec, 2> parts{};
        std::size_t count = 0;
        if (sent < header_bytes) {
            parts[count++] = {reinterpret_cast<char*>(const_cast<std::uint32_t*>(header.data())) + sent,
                              header_bytes - sent};
        }
        const std::size_t body_sent = sent < header_bytes ? 0 : sent - header_bytes;
        if (body_sent < body.size()) {
            parts[count++] = {const_cast<Byte*>(body.data()) + body_sent, body.size() - body_sent};
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const ssize_t handed = sendmsg(fd_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (handed >= 0) {
            sent += static_cast<std::size_t>(handed);
        } else if (errno == EAGAIN) {
            // A frame cut short cannot be followed by another.
            if (!wait_until_writable()) return ended_ = true, false;
        } else if (errno != EINTR) {
            ended_ = true;
            return false;
        }
    }
    return true;
}

bool Channel::wait_until_writable() {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    while (true) {
        int timeout = -1;
        if (patience_) {
            const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
            if (waited >= *patience_) return false;
            timeout = static_cast<int>(std::min<std::int64_t>((*patience_ - waited).count(), 1 << 30));
        }
        const bool room = unread() < max_frame_bytes + header_bytes && !ended_;
        pollfd watched{fd_, static_cast<short>(POLLOUT | (room ? POLLIN : 0)), 0};
        if (poll(&watched, 1, timeout) < 0 && errno != EINTR) return false;
        if ((watched.revents & POLLOUT) != 0) return true;
        if ((watched.revents & POLLIN) != 0) {
            if (take_in(MSG_DONTWAIT) == Arrival::end) return false;
        } else if ((watched.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
            return false;
        }
    }
}

/// For the rest of the frame whose header is there, at the least for a piece.
void Channel::make_room() {
    std::size_t wanted = piece_bytes;
    if (unread() >= header_bytes) {
        std::uint32_t length = 0;
        std::memcpy(&length, pending_.get() + consumed_, sizeof length);
        const std::size_t whole = std::min(length, max_frame_bytes) + header_bytes;
        if (whole > unread()) wanted = std::max(wanted, whole - unread());
    }
    if (capacity_ - filled_ >= wanted) return;
    // Moving what is unread down only when as much has been consumed keeps the cost per byte constant.
    if (capacity_ - unread() >= wanted && consumed_ >= unread()) {
        std::memmove(pending_.get(), pending_.get() + consumed_, unread());
    } else {
        const std::size_t larger = std::max(2 * capacity_, unread() + wanted);
        auto room = std::make_unique_for_overwrite<Byte[]>(larger);
        if (unread() != 0) std::memcpy(room.get(), pending_.get() + consumed_, unread());
        pending_ = std::move(room);
        capacity_ = larger;
    }
    filled_ -= consumed_;
    consumed_ = 0;
}

Channel::Arrival Channel::take_in(int flags) {
    make_room();
    ssize_t got = 0;
    do {
        got = recv(fd_, pending_.get() + filled_, capacity_ - filled_, flags);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) return Arrival::nothing_now;
    if (got <= 0) {
        ended_ = true;
        return Arrival::end;
    }
    filled_ += static_cast<std::size_t>(got);
    return Arrival::bytes;
}

std::optional<Channel::Frame> Channel::receive() {
    while (true) {
        if (auto frame = next()) return frame;
        if (broken_ || ended_) return std::nullopt;
        take_in(0);
    }
}

bool Channel::pump() {
    std::size_t taken = 0;
    while (!ended_ && !broken_ && taken < pump_bytes && unread() < max_frame_bytes + header_bytes) {
        const std::size_t before = unread();
        if (take_in(MSG_DONTWAIT) != Arrival::bytes) break;
        taken += unread() - before;
    }
    return !ended_ && !broken_;
}

std::optional<Channel::Frame> Channel::next() {
    if (broken_ || unread() < header_bytes) return std::nullopt;
    std::array<std::uint32_t, 2> header;
    std::memcpy(header.data(), pending_.get() + consumed_, header_bytes);
    const auto [length, kind] = header;
    if (length > max_frame_bytes) {
        broken_ = true;
        pending_.reset();
        capacity_ = filled_ = consumed_ = 0;
        return std::nullopt;
    }
    if (unread() - header_bytes < length) return std::nullopt;
    const Byte* const body = pending_.get() + consumed_ + header_bytes;
    Frame frame{kind, {body, body + length}};
    consumed_ += header_bytes + length;
    if (unread() == 0) filled_ = consumed_ = 0;
    return frame;
}

}  // namespace sanad
