#include "core/source/ewf_logical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "core/crypto/digest.hpp"
#include "core/source/ewf_headers.hpp"
#include "core/source/ewf_image.hpp"
#include "core/source/raw_image.hpp"

namespace sanad {
namespace {

namespace flag {
constexpr std::uint64_t symlink = 0x10, deleted = 0x80, stream = 0x2000, folder = 0x02000000, sparse = 0x04000000;
}

// How a content is stored, kept in Content::attribute_type: as it is, or as one byte that fills the whole file.
constexpr std::uint32_t stored_whole = 1, stored_as_fill = 2;

// A file of one repeated byte costs the list a line, whatever size it claims.
constexpr std::uint64_t largest_fill = std::uint64_t{1} << 40;

std::optional<std::uint64_t> number_in(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Timestamp> time_in(std::string_view text) {
    const auto seconds = number_in(text, 10);
    if (!seconds || *seconds == 0 || *seconds > INT64_MAX) return std::nullopt;
    return timestamp_from_unix(static_cast<std::int64_t>(*seconds), 0);
}

/// One byte of the image, repeated.
class FilledSource : public ByteSource {
public:
    FilledSource(Byte fill, std::uint64_t size, std::string provenance)
        : fill_{fill}, size_{size}, provenance_{std::move(provenance)} {}
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>&) override {
        TRY(check_range(offset, to.size()));
        std::fill(to.begin(), to.end(), fill_);
        return {};
    }
    std::string provenance() const override { return provenance_; }

private:
    Byte fill_;
    std::uint64_t size_;
    std::string provenance_;
};

/// What no place in the media is recorded for.
class LostSource : public ByteSource {
public:
    LostSource(std::uint64_t size, std::string provenance) : size_{size}, provenance_{std::move(provenance)} {}
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, MutableBytes to, std::vector<DamagedRange>& damage) override {
        TRY(check_range(offset, to.size()));
        std::fill(to.begin(), to.end(), Byte{0});
        add_damage(damage, offset, to.size(), "not stored in the image");
        return {};
    }
    std::string provenance() const override { return provenance_; }

private:
    std::uint64_t size_;
    std::string provenance_;
};

/// The lines of the list from the category "entry" on.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_{text} {}
    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        std::string_view line = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        return line;
    }

private:
    std::string_view rest_;
};

std::vector<std::string_view> values_of(std::string_view line) {
    constexpr std::size_t most_columns = 256;
    std::vector<std::string_view> values;
    while (values.size() < most_columns) {
        const std::size_t end = line.find('\t');
        values.push_back(line.substr(0, end));
        if (end == std::string_view::npos) break;
        line.remove_prefix(end + 1);
    }
    return values;
}

class EwfLogical : public FileSystem {
public:
    EwfLogical(EwfImage& image, std::string text, bool matches_digest)
        : image_{image}, text_{std::move(text)}, matches_digest_{matches_digest} {}

    Result<WalkReport> walk(const WalkLimits& limits,
                            const std::function<bool(FileRecord&&, Bytes resident)>& each) override {
        WalkReport report;
        if (!matches_digest_) report.remarks.push_back("the list of files does not match the MD5 stored with it");
        Lines lines{text_};
        while (true) {
            const auto line = lines.next();
            if (!line) return failure(Fault::damaged, fmt::format("{}: its list names no files", image_.provenance()));
            if (*line == "entry") break;
        }
        lines.next();
        columns_.clear();
        const auto header = lines.next().value_or(std::string_view{});
        for (const std::string_view name : values_of(header)) columns_.emplace(name, columns_.size());
        if (!columns_.contains("n") || !columns_.contains("be")) {
            return failure(Fault::damaged, fmt::format("{}: its list has no names or no places", image_.provenance()));
        }

        struct Folder {
            std::uint64_t children_left;
            std::uint64_t address;
            std::size_t path_length;
            bool skipped;  ///< too deep or too long a path: neither it nor what it holds is given
        };
        std::vector<Folder> folders{{1, 0, 0, false}};
        std::string path;
        std::uint64_t address = 0;
        bool too_long = false, too_deep = false;
        while (!folders.empty()) {
            Folder& folder = folders.back();
            if (folder.children_left == 0) {
                folders.pop_back();
                continue;
            }
            --folder.children_left;
            const auto count_line = lines.next();
            const auto value_line = lines.next();
            if (!count_line || !value_line || value_line->empty()) {
                report.remarks.push_back(fmt::format("the list of files ends early, after {} entries", address));
                report.complete = false;
                break;
            }
            const auto counts = values_of(*count_line);
            const std::uint64_t children = counts.size() > 1 ? number_in(counts[1], 10).value_or(0) : 0;
            values_ = values_of(*value_line);
            if (folders.size() == 1) {
                // The root stands for the whole image and is no file of it.
                folders.push_back({children, 0, 0, false});
                continue;
            }
            ++address;
            path.resize(folder.path_length);
            const std::string_view name = value("n");
            const bool long_name =
                name.size() > limits.max_name_bytes || path.size() + 1 + name.size() > limits.max_path_bytes;
            const bool deep = folders.size() - 1 > limits.max_depth;
            const bool skipped = folder.skipped || long_name || deep;
            too_long = too_long || long_name;
            too_deep = too_deep || deep;
            if (!skipped) {
                if (report.records == limits.max_records) {
                    report.remarks.push_back(
                        fmt::format("more than {} files: the rest is not listed", limits.max_records));
                    report.complete = false;
                    return report;
                }
                path += '/';
                path += name;
                FileRecord record = record_of(path, address, folder.address);
                ++report.records;
                if (!each(std::move(record), {})) return report;
            }
            if (children > 0) folders.push_back({children, address, path.size(), skipped});
        }
        if (too_long)
            report.remarks.push_back(fmt::format("names or paths longer than {} and {} bytes are not listed",
                                                 limits.max_name_bytes, limits.max_path_bytes));
        if (too_deep) report.remarks.push_back(fmt::format("folders deeper than {} are not listed", limits.max_depth));
        if (too_long || too_deep) report.complete = false;
        return report;
    }

    Result<void> free_ranges(const std::function<bool(FreeRange)>&) override { return {}; }

    Result<Source> open_content(const Content& content, const NameState&) override {
        const std::string provenance = fmt::format("{} entry {}", image_.provenance(), content.metadata_address);
        if (content.attribute_type == stored_as_fill) {
            if (content.extents.size() != 1) return failure(Fault::refused, provenance + ": a fill without its byte");
            Byte fill = 0;
            std::vector<DamagedRange> damage;
            TRY(image_.read(content.extents.front().image_offset, MutableBytes{&fill, 1}, damage));
            if (!damage.empty()) return Source{std::make_unique<LostSource>(content.size, provenance)};
            return Source{std::make_unique<FilledSource>(fill, content.size, provenance)};
        }
        std::vector<Source> parts;
        std::uint64_t placed = 0;
        for (const Extent& extent : content.extents) {
            auto part = std::make_unique<SliceSource>(image_, extent.image_offset, extent.length, provenance);
            placed += part->size();
            parts.push_back(std::move(part));
            if (parts.back()->size() < extent.length) break;
        }
        if (placed < content.size) parts.push_back(std::make_unique<LostSource>(content.size - placed, provenance));
        return Source{std::make_unique<JoinedSource>(std::move(parts), provenance)};
    }

private:
    std::string_view value(std::string_view column) const {
        const auto found = columns_.find(column);
        return found != columns_.end() && found->second < values_.size() ? values_[found->second] : std::string_view{};
    }

    FileRecord record_of(const std::string& path, std::uint64_t address, std::uint64_t parent) const {
        const std::uint64_t flags = number_in(value("opr"), 10).value_or(0);
        FileRecord record;
        record.path = path;
        record.metadata_address = address;
        record.parent_address = parent;
        record.times = {time_in(value("cr")), time_in(value("wr")), time_in(value("ac")), time_in(value("mo"))};
        if ((flags & flag::deleted) != 0) {
            record.state = NameState::deleted;
            record.metadata_allocated = false;
        }
        const bool folder = value("p") == "1" || (flags & flag::folder) != 0;
        if (folder)
            record.kind = FileKind::directory;
        else if ((flags & flag::symlink) != 0)
            record.kind = FileKind::symlink;
        if ((flags & flag::stream) != 0) {
            record.name_is_stream = true;
            // EnCase joins a stream's name to its file's with a middle dot.
            constexpr std::string_view middle_dot = "\xc2\xb7";
            if (const std::size_t dot = record.path.rfind(middle_dot); dot != std::string::npos) {
                record.path = fmt::format("{}:{}", path.substr(0, dot), path.substr(dot + middle_dot.size()));
            }
        }
        const auto remark = [&](const std::string& text) {
            if (!record.remark.empty()) record.remark += "; ";
            record.remark += text;
        };
        if (value("n").find('/') != std::string_view::npos) remark("its name contains a slash");
        record.specifics.deleted_at = time_in(value("dl"));
        for (const auto& [column, words] :
             {std::pair{"ha", acquired_md5_words}, std::pair{"sha", acquired_sha1_words}}) {
            const std::string_view recorded = value(column);
            if (recorded.find_first_not_of('0') != std::string_view::npos) {
                remark(fmt::format("{}{}", words, recorded));
            }
        }
        add_content(record, flags, folder, remark);
        return record;
    }

    void add_content(FileRecord& record, std::uint64_t flags, bool folder,
                     const std::function<void(const std::string&)>& remark) const {
        const std::uint64_t size = number_in(value("ls"), 10).value_or(0);
        if (folder && size == 0) return;
        Content content;
        content.metadata_address = record.metadata_address;
        content.attribute_type = stored_whole;
        content.size = size;
        content.access = ContentAccess::file_system;
        const auto places = extents_in(value("be"));
        const auto duplicate = number_in(value("du"), 10);
        if ((flags & flag::sparse) != 0 && duplicate) {
            content.extents = {{0, *duplicate, size, ExtentKind::stored}};
        } else if ((flags & flag::sparse) != 0 && places.size() == 1 && places.front().length == 1 && size > 1) {
            content.attribute_type = stored_as_fill;
            content.extents = places;
            if (size > largest_fill) {
                remark(fmt::format("{} bytes filled with one value: more than {} are not read", size, largest_fill));
                record.outcome = Outcome::limited;
                return;
            }
        } else {
            // An empty file has one byte stored for it that is not its own.
            for (const Extent& place : places) {
                if (content.allocated_size >= size) break;
                Extent extent = place;
                extent.file_offset = content.allocated_size;
                extent.length = std::min(place.length, size - content.allocated_size);
                content.allocated_size += extent.length;
                content.extents.push_back(extent);
            }
        }
        content.allocated_size = size;
        for (const Extent& extent : content.extents) {
            if (extent.image_offset <= image_.size() && extent.length <= image_.size() - extent.image_offset) continue;
            remark("its bytes lie beyond the end of the image");
            record.outcome = Outcome::damaged;
            if (size > image_.size()) return;
        }
        std::uint64_t placed = 0;
        for (const Extent& extent : content.extents) placed += extent.length;
        if (content.attribute_type == stored_whole && placed < size) {
            remark(fmt::format("of its {} bytes {} are stored", size, placed));
            record.outcome = Outcome::damaged;
            if (placed == 0 || size - placed > largest_fill) return;
        }
        record.content = std::move(content);
    }

    // "1 d000 3000": a count, then offset and size of each in hexadecimal.
    std::vector<Extent> extents_in(std::string_view text) const {
        std::vector<std::uint64_t> numbers;
        constexpr std::size_t most_numbers = 2 * 4096 + 1;
        for (std::size_t start = 0; start < text.size() && numbers.size() < most_numbers;) {
            const std::size_t end = std::min(text.find(' ', start), text.size());
            const auto number = number_in(text.substr(start, end - start), 16);
            if (!number) return {};
            numbers.push_back(*number);
            start = end + 1;
        }
        std::vector<Extent> extents;
        for (std::size_t i = 1; i + 1 < numbers.size(); i += 2) {
            extents.push_back({0, numbers[i], numbers[i + 1], ExtentKind::stored});
        }
        return extents;
    }

    EwfImage& image_;
    std::string text_;
    bool matches_digest_;
    std::map<std::string_view, std::size_t> columns_;
    std::vector<std::string_view> values_;
};

}  // namespace

Result<std::unique_ptr<FileSystem>> open_ewf_logical(ByteSource& image) {
    auto* ewf = dynamic_cast<EwfImage*>(&image);
    if (ewf == nullptr) return failure(Fault::refused, image.provenance() + ": not an EWF image");
    const std::vector<Byte> text = TRY(ewf->single_files_text());
    Md5 md5;
    md5.update(text);
    const bool matches = md5.finish() == ewf->layout().single_files->md5;
    return std::unique_ptr<FileSystem>{std::make_unique<EwfLogical>(*ewf, utf8_from_utf16(text), matches)};
}

}  // namespace sanad
