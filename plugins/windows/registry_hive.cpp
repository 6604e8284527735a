#include "plugins/windows/registry_hive.hpp"

#include <libregf.h>

#include <span>
#include <stdexcept>

#include "plugins/readable/memory_handle.hpp"

namespace windows::registry {
namespace {

constexpr std::size_t most_damage_told = 100;
constexpr std::size_t most_data = 64 << 20;

/// What the library says went wrong in the first place: the first line of its trace. Frees it.
std::string message_of(libregf_error_t*& error) {
    char trace[4096] = "";
    if (error != nullptr) libregf_error_backtrace_sprint(error, trace, sizeof trace);
    libregf_error_free(&error);
    std::string_view line = trace;
    line = line.substr(0, line.find('\n'));
    return line.empty() ? "it cannot be read" : utf8(line);
}

std::uint32_t header_sum(Bytes bytes) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < 508; at += 4) sum ^= *u32(bytes, at);
    return sum == 0 ? 1 : sum == 0xFFFFFFFF ? 0xFFFFFFFE : sum;
}

}  // namespace

struct Key::Raw {
    libregf_key_t* key = nullptr;
    ~Raw() { libregf_key_free(&key, nullptr); }
};

struct Hive::Library {
    explicit Library(std::span<const std::uint8_t> bytes) : io{bytes} {}
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() {
        if (file != nullptr) libregf_file_free(&file, nullptr);
    }
    sanad::readable::MemoryHandle io;
    libregf_file_t* file = nullptr;
};

// ---- Value ----------------------------------------------------------------------------------------------------------

std::optional<std::string> Value::text() const {
    if (type != text_type && type != expanding_text) return std::nullopt;
    std::string text = utf16_text(data);
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

std::optional<std::int64_t> Value::number() const {
    if (type == dword && data.size() >= 4) return *u32(data, 0);
    if (type == qword && data.size() >= 8) return static_cast<std::int64_t>(*u64(data, 0));
    if (type == big_endian && data.size() >= 4) {
        return std::int64_t{data[0]} << 24 | data[1] << 16 | data[2] << 8 | data[3];
    }
    return std::nullopt;
}

std::vector<std::string> Value::texts() const {
    std::vector<std::string> all;
    if (type != texts_type) {
        if (auto one = text()) all.push_back(std::move(*one));
        return all;
    }
    for (Bytes rest = data; rest.size() >= 2;) {
        const std::size_t length = utf16_length(rest);
        if (length == 0) break;
        all.push_back(utf8_of_utf16le(rest.first(length)));
        rest = part(rest, length + 2);
    }
    return all;
}

// ---- Key ------------------------------------------------------------------------------------------------------------

Key::Key(const Hive& hive, std::shared_ptr<Raw> raw, std::string path)
    : hive_{&hive}, raw_{std::move(raw)}, path_{std::move(path)} {}

std::string Key::name() const {
    off64_t offset = 0;
    libregf_error_t* error = nullptr;
    if (libregf_key_get_offset(raw_->key, &offset, &error) != 1) libregf_error_free(&error);
    constexpr NamePlace place{"nk", 2, 0x20, 72, 76};
    return hive_->name_at(static_cast<std::uint64_t>(offset), place);
}

std::optional<Time> Key::written_at() const {
    std::uint64_t filetime = 0;
    libregf_error_t* error = nullptr;
    if (libregf_key_get_last_written_time(raw_->key, &filetime, &error) == 1) return time_of_filetime(filetime);
    libregf_error_free(&error);
    return std::nullopt;
}

Range Key::range() const {
    off64_t offset = 0;
    libregf_error_t* error = nullptr;
    if (libregf_key_get_offset(raw_->key, &offset, &error) != 1) libregf_error_free(&error);
    return hive_->cell(static_cast<std::uint64_t>(offset));
}

std::optional<Key> Key::key(std::string_view relative) const {
    std::optional<Key> at{*this};
    while (at && !relative.empty()) {
        const std::size_t slash = std::min(relative.find('\\'), relative.size());
        const std::string_view step = relative.substr(0, slash);
        auto raw = std::make_shared<Raw>();
        libregf_error_t* error = nullptr;
        const int found = libregf_key_get_sub_key_by_utf8_name(
            at->raw_->key, reinterpret_cast<const std::uint8_t*>(step.data()), step.size(), &raw->key, &error);
        if (found == -1) {
            // One key that cannot be read spoils the library's search; the others are still there.
            libregf_error_free(&error);
            std::optional<Key> sound;
            at->each_key([&](const Key& below) {
                if (!sound && same_word(below.name(), step)) sound = below;
            });
            at = std::move(sound);
            relative.remove_prefix(std::min(slash + 1, relative.size()));
            continue;
        }
        if (found != 1) return std::nullopt;
        Key next{*hive_, std::move(raw), {}};
        next.path_ = at->path_.empty() ? next.name() : at->path_ + "\\" + next.name();
        at = std::move(next);
        relative.remove_prefix(std::min(slash + 1, relative.size()));
    }
    return at;
}

void Key::each_key(const std::function<void(const Key&)>& visit) const {
    int count = 0;
    libregf_error_t* error = nullptr;
    if (libregf_key_get_number_of_sub_keys(raw_->key, &count, &error) != 1) {
        hive_->add_damage(range(), "keys below \"" + path_ + "\": " + message_of(error));
        return;
    }
    for (int index = 0; index < count; ++index) {
        auto raw = std::make_shared<Raw>();
        if (libregf_key_get_sub_key(raw_->key, index, &raw->key, &error) != 1) {
            hive_->add_damage(range(),
                              "key " + std::to_string(index) + " below \"" + path_ + "\": " + message_of(error));
            continue;
        }
        Key next{*hive_, std::move(raw), {}};
        next.path_ = path_.empty() ? next.name() : path_ + "\\" + next.name();
        visit(next);
    }
}

/// Reads what the library holds of one value; nothing, with the damage told, when its data cannot be read.
static std::optional<Value> value_of(const Hive& hive, const Key& key, libregf_value_t* raw) {
    Value value;
    libregf_error_t* error = nullptr;
    off64_t offset = 0;
    if (libregf_value_get_offset(raw, &offset, nullptr) == 1) {
        constexpr NamePlace place{"vk", 16, 1, 2, 20};
        value.range = hive.cell(static_cast<std::uint64_t>(offset));
        value.name = hive.name_at(static_cast<std::uint64_t>(offset), place);
    }
    std::size_t size = 0;
    bool read = libregf_value_get_value_type(raw, &value.type, &error) == 1 &&
                libregf_value_get_value_data_size(raw, &size, &error) == 1 && size <= most_data;
    if (read && size > 0) {
        value.data.resize(size);
        read = libregf_value_get_value_data(raw, value.data.data(), size, &error) == 1;
    }
    if (!read) {
        hive.add_damage(value.range, "value \"" + value.name + "\" of \"" + key.path() + "\": " + message_of(error));
        return std::nullopt;
    }
    return value;
}

void Key::each_value(const std::function<void(const Value&)>& visit) const {
    const int count = value_count();
    for (int index = 0; index < count; ++index) {
        libregf_value_t* raw = nullptr;
        libregf_error_t* error = nullptr;
        if (libregf_key_get_value(raw_->key, index, &raw, &error) != 1) {
            hive_->add_damage(range(),
                              "value " + std::to_string(index) + " of \"" + path_ + "\": " + message_of(error));
            continue;
        }
        const auto release = [](libregf_value_t* each) { libregf_value_free(&each, nullptr); };
        const std::unique_ptr<libregf_value_t, decltype(release)> owned{raw, release};
        if (const auto value = value_of(*hive_, *this, raw)) visit(*value);
    }
}

int Key::value_count() const {
    int count = 0;
    libregf_error_t* error = nullptr;
    if (libregf_key_get_number_of_values(raw_->key, &count, &error) != 1) {
        hive_->add_damage(range(), "values of \"" + path_ + "\": " + message_of(error));
        return 0;
    }
    return count;
}

std::optional<Value> Key::value(std::string_view name) const {
    if (name.empty()) {  // the library finds names only
        std::optional<Value> found;
        each_value([&](const Value& value) {
            if (value.name.empty() && !found) found = value;
        });
        return found;
    }
    libregf_value_t* raw = nullptr;
    libregf_error_t* error = nullptr;
    const int found = libregf_key_get_value_by_utf8_name(raw_->key, reinterpret_cast<const std::uint8_t*>(name.data()),
                                                         name.size(), &raw, &error);
    if (found == -1) hive_->add_damage(range(), "values of \"" + path_ + "\": " + message_of(error));
    libregf_error_free(&error);
    if (found != 1) return std::nullopt;
    const auto release = [](libregf_value_t* each) { libregf_value_free(&each, nullptr); };
    const std::unique_ptr<libregf_value_t, decltype(release)> owned{raw, release};
    return value_of(*hive_, *this, raw);
}

std::optional<std::string> Key::text(std::string_view name) const {
    const auto found = value(name);
    return found ? found->text() : std::nullopt;
}
std::optional<std::int64_t> Key::number(std::string_view name) const {
    const auto found = value(name);
    return found ? found->number() : std::nullopt;
}
std::optional<Time> Key::filetime(std::string_view name) const {
    const auto found = value(name);
    const auto time = found ? u64(found->data, 0) : std::nullopt;
    return time ? time_of_filetime(*time) : std::nullopt;
}

// ---- Hive -----------------------------------------------------------------------------------------------------------

std::optional<Header> Hive::header(Bytes bytes) {
    if (bytes.size() < 512 || !chars(bytes).starts_with("regf")) return std::nullopt;
    Header header;
    header.primary_sequence = *u32(bytes, 4);
    header.secondary_sequence = *u32(bytes, 8);
    header.written_at = time_of_filetime(*u64(bytes, 12));
    header.major = *u32(bytes, 20);
    header.minor = *u32(bytes, 24);
    header.type = *u32(bytes, 28);
    header.path = utf16_text(part(bytes, 48, 64));
    header.sum_is_right = *u32(bytes, 508) == header_sum(bytes);
    return header;
}

Hive::Hive(std::vector<std::uint8_t> bytes) : bytes_{std::move(bytes)} {
    mend();
    library_ = std::make_unique<Library>(bytes_);
    libregf_error_t* error = nullptr;
    auto root = std::make_shared<Key::Raw>();
    if (libregf_file_initialize(&library_->file, &error) != 1 ||
        libregf_file_open_file_io_handle(library_->file, library_->io.handle(), LIBREGF_OPEN_READ, &error) != 1 ||
        libregf_file_get_root_key(library_->file, &root->key, &error) != 1) {
        throw std::runtime_error(message_of(error));
    }
    root_ = Key{*this, std::move(root), {}};
}

Hive::~Hive() = default;

/// The library refuses a hive whose header does not fit its content. The copy in memory is made to fit, and what was
/// wrong is told: the rest is read all the same.
void Hive::mend() {
    constexpr std::size_t size_field = 40, sum_field = 508, bin_unit = 4096;
    const auto put = [&](std::size_t at, std::uint32_t value) {
        for (std::size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    };
    const std::size_t present = (bytes_.size() - std::min(bytes_.size(), header_size)) / bin_unit * bin_unit;
    const bool sum_is_right = header(bytes_)->sum_is_right;
    const auto whole_bins = [&] {
        std::size_t end = 0;
        while (end + 32 <= present && chars(part(bytes_, header_size + end, 4)) == "hbin" &&
               *u32(bytes_, header_size + end + 4) == end) {
            const std::uint32_t size = *u32(bytes_, header_size + end + 8);
            if (size == 0 || size % bin_unit != 0 || size > present - end) break;
            end += size;
        }
        return end;
    };
    std::uint32_t claimed = *u32(bytes_, size_field);
    if (!sum_is_right) {
        add_damage({sum_field, 4, 0}, "the sum of the header is wrong");
        // Then its size need not be right either: the bins that follow each other say how far they go.
        if (const std::size_t bins = whole_bins(); bins > claimed) {
            claimed = static_cast<std::uint32_t>(bins);
            put(size_field, claimed);
        }
    }
    if (claimed > present) {
        add_damage({size_field, 4, 0}, "the hive should have " + std::to_string(claimed) +
                                           " bytes of content, and has " + std::to_string(present));
        // A bin that reaches beyond the end is made to end there.
        for (std::size_t at = header_size; at + 32 <= bytes_.size();) {
            const std::uint32_t size = *u32(bytes_, at + 8);
            if (size == 0 || size % bin_unit != 0) break;
            if (size > header_size + present - at) {
                put(at + 8, static_cast<std::uint32_t>(header_size + present - at));
                break;
            }
            at += size;
        }
        put(size_field, static_cast<std::uint32_t>(present));
    }
    put(sum_field, header_sum(bytes_));
}

std::vector<Hive::ControlSet> Hive::control_sets() const {
    std::vector<ControlSet> sets;
    for (int number = 1; number <= 9; ++number) {
        if (auto key = this->key("ControlSet00" + std::to_string(number))) sets.push_back({number, std::move(*key)});
    }
    return sets;
}

void Hive::add_damage(Range place, std::string message) const {
    if (damage_.size() >= most_damage_told || !told_.insert(message).second) return;
    if (place.length == 0) place = {0, bytes_.size(), 0};
    damage_.push_back({place, std::move(message)});
}

std::string Hive::name_at(std::uint64_t content, const NamePlace& place) const {
    const Bytes cell = part(bytes_, content);
    if (chars(part(cell, 0, 2)) != place.mark) return {};
    const Bytes name = part(cell, place.text, u16(cell, place.length).value_or(0));
    if ((u16(cell, place.flags).value_or(0) & place.single_bytes) == 0) return utf8_of_utf16le(name);
    std::string text;
    for (const std::uint8_t byte : name) sanad::sdk::append_utf8(text, byte);
    return text;
}

Range Hive::cell(std::uint64_t content) const {
    if (content < header_size + 4 || content >= bytes_.size()) return {0, bytes_.size(), 0};
    const std::uint64_t begin = content - 4;
    // An allocated cell has its size negated.
    const auto size = static_cast<std::int32_t>(u32(bytes_, begin).value_or(0));
    const std::uint64_t length = size < 0 ? static_cast<std::uint64_t>(-std::int64_t{size}) : 0;
    if (length < 8 || length > bytes_.size() - begin)
        return {begin, std::min<std::uint64_t>(bytes_.size() - begin, 8), 0};
    return {begin, length, 0};
}

}  // namespace windows::registry
