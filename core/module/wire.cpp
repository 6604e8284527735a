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
      consumed_{std::exchange(other.consumed_, 0)},
      patience_{other.patience_},
      broken_{other.broken_},
      ended_{std::exchange(other.ended_, true)} {
    other.pending_.clear();
}

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

Channel::Arrival Channel::take_in(int flags) {
    std::array<Byte, piece_bytes> piece;
    ssize_t got = 0;
    do {
        got = recv(fd_, piece.data(), piece.size(), flags);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) return Arrival::nothing_now;
    if (got <= 0) {
        ended_ = true;
        return Arrival::end;
    }
    // Moving the rest down only when half of the buffer has been read keeps the cost per byte constant.
    if (consumed_ > piece_bytes && consumed_ > pending_.size() / 2) {
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(consumed_));
        consumed_ = 0;
    }
    pending_.insert(pending_.end(), piece.data(), piece.data() + got);
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
    std::memcpy(header.data(), pending_.data() + consumed_, header_bytes);
    const auto [length, kind] = header;
    if (length > max_frame_bytes) {
        broken_ = true;
        pending_ = {};
        consumed_ = 0;
        return std::nullopt;
    }
    if (unread() - header_bytes < length) return std::nullopt;
    const auto body = pending_.begin() + static_cast<std::ptrdiff_t>(consumed_ + header_bytes);
    Frame frame{kind, {body, body + length}};
    consumed_ += header_bytes + length;
    if (consumed_ == pending_.size()) {
        pending_.clear();
        consumed_ = 0;
    }
    return frame;
}

}  // namespace sanad
