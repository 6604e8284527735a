#include "core/cli/batch_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/cli/case_custody.hpp"
#include "core/cli/export_names.hpp"
#include "core/source/open_image.hpp"

namespace sanad {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

/// Names that differ, also where case does not count: the second "disk" becomes "disk-2".
class CaseNames {
public:
    bool take(const std::string& name) { return taken_.insert(lower(name)).second; }
    std::string like(const std::string& wanted) {
        std::string name = wanted;
        for (int number = 2; !take(name); ++number) name = fmt::format("{}-{}", wanted, number);
        return name;
    }

private:
    std::set<std::string> taken_;
};

constexpr std::array raw_names{".dd", ".raw", ".img", ".ima", ".bin", ".iso", ".001", ".000"};
constexpr std::array archive_names{".tar", ".tgz", ".gz", ".zip", ".xz", ".txz", ".bz2", ".tbz2", ".zst", ".tzst"};
constexpr std::array container_names{".e01", ".s01",  ".l01", ".ex01", ".lx01",  ".aff", ".afd",        ".aff4",
                                     ".ad1", ".vmdk", ".vhd", ".vhdx", ".qcow2", ".dmg", ".sparseimage"};

bool one_of(const auto& names, const std::string& extension) {
    return std::find(names.begin(), names.end(), extension) != names.end();
}

/// ".002": a piece of a split image; in fewer digits it may be any file's second version.
bool is_part_number(const std::string& extension) {
    return extension.size() == 4 &&
           std::all_of(extension.begin() + 1, extension.end(), [](char digit) { return digit >= '0' && digit <= '9'; });
}

/// Sectors that begin as a disk or a volume does: a boot signature, a partition table, a superblock.
bool begins_like_a_medium(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error || size < 65536 || size % 512 != 0) return false;
    std::string head(2048, '\0');
    std::ifstream file{path, std::ios::binary};
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    const auto stands = [&](std::size_t at, std::string_view bytes) {
        return head.compare(at, bytes.size(), bytes) == 0;
    };
    return stands(510, "\x55\xaa") || stands(512, "EFI PART") || stands(1080, "\x53\xef") || stands(1024, "H+") ||
           stands(1024, "HX") || stands(32, "NXSB");
}

/// What the files of a folder are, one by one.
class Found {
public:
    /// False: it looks like no image.
    bool look_at(const fs::path& path) {
        const std::string extension = lower(path.extension().string());
        auto located = locate_segments(path);
        if (!located) {
            const bool looks_like_one = one_of(raw_names, extension) || one_of(container_names, extension) ||
                                        is_part_number(extension) || located.error().fault == Fault::unsupported;
            if (!looks_like_one) return false;
            // One line for a set of segments that fails as a whole: its first.
            fs::path& first = broken_[path.parent_path() / path.stem()];
            if (first.empty() || path < first) first = path;
            return true;
        }
        std::vector<std::string> files;
        for (const SegmentFile& file : located->files) files.push_back(fs::path{file.path}.lexically_normal().string());
        const Container container = located->container;
        const bool several = files.size() > 1;
        close_segments(*located);
        const bool named = one_of(raw_names, extension) || one_of(container_names, extension);
        if (container == Container::raw && !several && !named && !begins_like_a_medium(path)) return false;
        if (container == Container::archive && !one_of(archive_names, extension)) return false;
        images_.insert(files.front());
        parts_.insert(files.begin() + 1, files.end());
        return true;
    }
    /// A later segment, an extent or a parent of an image.
    bool is_part(const fs::path& path) const {
        return parts_.contains(path.lexically_normal().string()) || broken_.contains(path.parent_path() / path.stem());
    }

    std::vector<fs::path> images() const {
        std::vector<fs::path> all;
        for (const std::string& image : images_) {
            if (!parts_.contains(image)) all.emplace_back(image);
        }
        for (const auto& [stem, path] : broken_) {
            if (!parts_.contains(path.string())) all.push_back(path);
        }
        std::sort(all.begin(), all.end());
        return all;
    }

private:
    std::set<std::string> images_, parts_;
    std::map<fs::path, fs::path> broken_;
};

}  // namespace

Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::string cell;
    bool quoted = false;
    bool was_quoted = false;
    const auto end_record = [&] {
        if (!record.empty() || !cell.empty() || was_quoted) {
            record.push_back(std::exchange(cell, {}));
            records.push_back(std::exchange(record, {}));
        }
        was_quoted = false;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quoted) {
            if (letter != '"') {
                cell += letter;
            } else if (at + 1 < text.size() && text[at + 1] == '"') {
                cell += '"';
                ++at;
            } else {
                quoted = false;
            }
        } else if (letter == '"' && cell.empty() && !was_quoted) {
            quoted = was_quoted = true;
        } else if (letter == ',') {
            record.push_back(std::exchange(cell, {}));
            was_quoted = false;
        } else if (letter == '\n') {
            end_record();
        } else if (letter != '\r') {
            cell += letter;
        }
    }
    if (quoted) return failure(Fault::refused, fmt::format("record {}: a quote is never closed", records.size() + 1));
    end_record();
    return records;
}

Result<std::vector<BatchItem>> read_batch_manifest(const fs::path& manifest) {
    std::ifstream file{manifest, std::ios::binary};
    if (!file) return failure(Fault::not_found, shown(manifest.string()) + ": cannot be read");
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto records = parse_csv(text);
    if (!records) return within(shown(manifest.string()), records.error());
    const auto refused = [&](std::size_t record, const std::string& why) {
        return failure(Fault::refused, fmt::format("{}: record {}: {}", shown(manifest.string()), record + 1, why));
    };
    if (records->empty()) return refused(0, "no header row");

    std::map<std::string, std::size_t> columns;
    for (std::size_t i = 0; i < records->front().size(); ++i) {
        const std::string name = lower(records->front()[i]);
        if (name != "image" && name != "case" && name != "exhibit" && name != "examiner") {
            return refused(0,
                           fmt::format("no such column: {} (there are image, case, exhibit, examiner)", shown(name)));
        }
        if (!columns.emplace(name, i).second) return refused(0, "column " + name + " is there twice");
    }
    if (!columns.contains("image")) return refused(0, "no column named image");

    const fs::path folder = fs::absolute(manifest).parent_path();
    std::vector<BatchItem> items;
    CaseNames names;
    std::vector<std::size_t> unnamed;
    for (std::size_t i = 1; i < records->size(); ++i) {
        const auto& record = (*records)[i];
        const auto cell = [&](const std::string& name) {
            const auto column = columns.find(name);
            return column == columns.end() || column->second >= record.size() ? std::string{} : record[column->second];
        };
        if (record.size() > records->front().size()) return refused(i, "more cells than the header has");
        if (cell("image").empty()) return refused(i, "no image");
        BatchItem item{(folder / cell("image")).lexically_normal(), cell("case"), cell("exhibit"), cell("examiner")};
        if (const auto checked = check_exhibit_number(item.exhibit); !checked) return refused(i, checked.error().what);
        if (item.case_name.ends_with(".sanad")) item.case_name.resize(item.case_name.size() - 6);
        if (item.case_name.empty()) {
            unnamed.push_back(items.size());
        } else {
            item.case_name = export_name(item.case_name);
            if (!names.take(item.case_name)) return refused(i, "case " + shown(item.case_name) + " is there twice");
        }
        items.push_back(std::move(item));
    }
    for (const std::size_t at : unnamed) items[at].case_name = names.like(export_name(items[at].image.stem().string()));
    return items;
}

Result<std::vector<BatchItem>> find_images(const fs::path& folder, const fs::path& leave_out,
                                           std::vector<std::string>& left) {
    std::error_code error;
    Found found;
    std::vector<fs::path> no_images;
    fs::recursive_directory_iterator entry{fs::absolute(folder).lexically_normal(), fs::directory_options::none, error};
    for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_symlink(ignored)) {
            left.push_back(entry->path().string() + ": a link, not followed");
        } else if (entry->is_directory(ignored)) {
            if (entry->path().extension() == ".sanad" || fs::equivalent(entry->path(), leave_out, ignored)) {
                entry.disable_recursion_pending();
            } else if (fs::directory_iterator{entry->path(), ignored}; ignored) {
                left.push_back(fmt::format("{}: {}", entry->path().string(), ignored.message()));
                entry.disable_recursion_pending();
            }
        } else if (entry->is_regular_file(ignored) && !found.look_at(entry->path())) {
            no_images.push_back(entry->path());
        }
    }
    if (error) return failure(Fault::system, fmt::format("{}: {}", shown(folder.string()), error.message()));
    for (const fs::path& path : no_images) {
        if (!found.is_part(path)) left.push_back(path.string() + ": looks like no image");
    }
    std::ranges::sort(left);
    std::vector<BatchItem> items;
    CaseNames names;
    for (const fs::path& image : found.images()) {
        items.push_back({image, names.like(export_name(image.stem().string())), "", ""});
    }
    return items;
}

}  // namespace sanad
