#include "plugins/media/picture_times.hpp"

#include <cmath>

namespace sanad::media {
namespace {

/// Takes digits and marks off the front of a text; after the first that does not fit, nothing fits.
class Reader {
public:
    explicit Reader(std::string_view text) : text_{text} {}

    std::int64_t digits(std::size_t count) {
        std::int64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = text_.empty() ? ' ' : text_.front();
            if (c < '0' || c > '9') sound_ = false;
            if (!sound_) return 0;
            value = value * 10 + (c - '0');
            text_.remove_prefix(1);
        }
        return value;
    }
    /// One of these; which.
    char one_of(std::string_view marks) {
        if (text_.empty() || marks.find(text_.front()) == std::string_view::npos) {
            sound_ = false;
            return '\0';
        }
        const char found = text_.front();
        text_.remove_prefix(1);
        return found;
    }
    bool next_is(std::string_view marks) const {
        return sound_ && !text_.empty() && marks.find(text_.front()) != std::string_view::npos;
    }
    bool at_end() const { return text_.empty(); }
    bool sound() const { return sound_; }

private:
    std::string_view text_;
    bool sound_ = true;
};

constexpr std::int64_t ns_per_second = 1'000'000'000;

std::optional<sdk::Time> moment(std::int64_t seconds, std::int64_t ns) {
    constexpr std::int64_t furthest = INT64_MAX / ns_per_second - 1;
    if (seconds > furthest || seconds < -furthest) return std::nullopt;
    return sdk::Time{seconds * ns_per_second + ns};
}

}  // namespace

std::optional<std::int64_t> days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day) {
    constexpr std::int64_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || year > 9999 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > lengths[month - 1] + (month == 2 && leap ? 1 : 0)) return std::nullopt;
    // Years that begin in March end with the leap day.
    const std::int64_t y = month > 2 ? year : year - 1;
    const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719'468;
}

std::optional<sdk::Time> moment_of(std::string_view recorded) {
    Reader in{recorded};
    const auto year = in.digits(4);
    in.one_of(":-");
    const auto month = in.digits(2);
    in.one_of(":-");
    const auto day = in.digits(2);
    in.one_of(" T");
    const auto hour = in.digits(2);
    in.one_of(":");
    const auto minute = in.digits(2);
    std::int64_t second = 0;
    std::int64_t ns = 0;
    if (in.next_is(":")) {
        in.one_of(":");
        second = in.digits(2);
    }
    if (in.next_is(".")) {
        in.one_of(".");
        for (std::int64_t unit = ns_per_second / 10; in.next_is("0123456789"); unit /= 10) ns += in.digits(1) * unit;
    }
    const char zone = in.one_of("Z+-");
    std::int64_t ahead = 0;
    if (zone != 'Z') {
        const auto hours = in.digits(2);
        if (in.next_is(":")) in.one_of(":");
        const auto minutes = in.digits(2);
        if (hours > 15 || minutes > 59) return std::nullopt;
        ahead = (zone == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }
    const auto days = days_since_1970(year, month, day);
    if (!in.sound() || !in.at_end() || !days || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return moment(*days * 86'400 + hour * 3600 + minute * 60 + second - ahead, ns);
}

std::optional<sdk::Time> moment_of_day(std::string_view date, double seconds) {
    Reader in{date};
    const auto year = in.digits(4);
    in.one_of(":-");
    const auto month = in.digits(2);
    in.one_of(":-");
    const auto day = in.digits(2);
    const auto days = days_since_1970(year, month, day);
    if (!in.sound() || !in.at_end() || !days || !(seconds >= 0 && seconds < 86'401)) return std::nullopt;
    // Receivers count hundredths or thousandths; what is finer comes of the division.
    const auto ms = static_cast<std::int64_t>(std::llround(seconds * 1e6));
    return moment(*days * 86'400 + ms / 1'000'000, ms % 1'000'000 * 1000);
}

}  // namespace sanad::media
