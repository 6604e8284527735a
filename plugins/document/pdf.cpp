// document.pdf: text, facts, links and files of PDF, by poppler. Poppler is under the GPL: this plugin holds nothing
// else.
#include <iconv.h>
#include <poppler-document.h>
#include <poppler-embedded-file.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <array>
#include <ctime>
#include <memory>
#include <vector>

#include "plugins/document/described.hpp"
#include "plugins/document/pdf_links.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::document;

/// poppler turns its text from UTF-8 to UTF-16 with a converter of the C library, which is a file. The sandbox will not
/// open it: it is loaded here, before the sandbox closes, and stays loaded as long as this is held.
class ConvertersHeld {
public:
    ConvertersHeld() : to_{iconv_open("UTF-16", "UTF-8")}, from_{iconv_open("UTF-8", "UTF-16")} {}
    ConvertersHeld(const ConvertersHeld&) = delete;
    ConvertersHeld& operator=(const ConvertersHeld&) = delete;
    ~ConvertersHeld() {
        for (iconv_t held : {to_, from_}) {
            if (held != reinterpret_cast<iconv_t>(-1)) iconv_close(held);  // NOLINT(performance-no-int-to-ptr)
        }
    }

private:
    iconv_t to_, from_;
};
const ConvertersHeld converters_held;

std::string utf8_of(const poppler::ustring& text) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() * 2);
    for (const auto unit : text) {
        if (unit == 0xFEFF || unit == 0) continue;
        bytes.push_back(static_cast<std::uint8_t>(unit & 0xFF));
        bytes.push_back(static_cast<std::uint8_t>(unit >> 8));
    }
    return utf8_of_utf16le(bytes);
}

/// A text string (7.9.2): UTF-16 or UTF-8 with a mark, else PDFDocEncoding, whose letters are those of windows-1252.
std::string name_of(const std::string& raw) {
    if (auto marked = sanad::readable::by_byte_order_mark(raw)) return marked->text;
    return sanad::readable::utf8_of_codepage(raw, 1252);
}

/// "D:20070915110231+02'00'" (PDF 32000 7.9.4).
std::optional<Time> time_of_pdf_date(std::string_view text) {
    if (text.starts_with("D:")) text.remove_prefix(2);
    DateDigits digits{text};
    Clock clock;
    const auto year = digits.number(4);
    if (!year) return std::nullopt;
    clock.year = *year;
    int* const parts[] = {&clock.month, &clock.day, &clock.hour, &clock.minute, &clock.second};
    for (int* part : parts) {
        const auto number = digits.number(2);
        if (!number) return std::nullopt;  // no time of day: no instant
        *part = *number;
    }
    const auto zone = minutes_east_of(digits);
    if (!zone) return std::nullopt;
    clock.minutes_east = *zone;
    return instant(clock);
}

std::string_view trimmed_name(std::string_view name) {
    const std::size_t slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

class Pdf {
public:
    static constexpr std::string_view name = "document.pdf", version = "1.0.0";
    static constexpr std::string_view summary = "PDF documents: text, facts, links, embedded files";
    static constexpr std::array wants{signature("%PDF-"), mime_type("application/pdf"), name_glob("*.pdf")};
    static constexpr std::array emits{text("document.described"), text("document.encrypted"), text("document.link"),
                                      text("document.embedded")};

    Pdf() {
        poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    }

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 1024);
        const std::string_view start{reinterpret_cast<const char*>(head.data()), head.size()};
        const std::size_t mark = start.find("%PDF-");  // within the first 1024 bytes, as readers accept
        if (mark == std::string_view::npos) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::unique_ptr<poppler::document> document{poppler::document::load_from_raw_data(
            reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()))};
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        if (!document) {
            sink.warn(file.whole(), "no PDF can be read: its cross references and its objects are broken");
            return Verdict::damaged;
        }
        if (document->is_encrypted() || document->is_locked()) name_encryption(file, content, *document, sink);
        if (document->is_locked()) return Verdict::examined;
        describe(file, *document, sink);
        take_pages(file, *document, sink);
        take_files(file, *document, sink);
        if (!document->is_encrypted()) {  // strings are encrypted too
            for (const PdfLink& link : links_of_pdf(content)) {
                Artifact found{"document.link", link.place};
                put(found, "target", name_of(link.target));
                if (found.has("target")) sink.emit(found);
            }
        }
        return Verdict::examined;
    }

private:
    /// The version and key length stand unencrypted in the dictionary of /Encrypt (PDF 32000 7.6.1).
    static void name_encryption(const File& file, std::string_view content, const poppler::document& document,
                                const Sink& sink) {
        Artifact found{"document.encrypted", file.whole()};
        found.text("format", "PDF");
        const std::size_t filter = content.find("/Standard");
        std::string method = filter == std::string_view::npos ? "encrypted" : "Standard";
        if (filter != std::string_view::npos) {
            const std::size_t begin = content.rfind("<<", filter);
            const std::size_t end = content.find("endobj", filter);
            const std::string_view dictionary =
                content.substr(begin == std::string_view::npos ? filter : begin,
                               std::min(end, content.size()) - (begin == std::string_view::npos ? filter : begin));
            const auto number = [&](std::string_view key) -> std::string {
                for (std::size_t at = 0; (at = dictionary.find(key, at)) != std::string_view::npos; ++at) {
                    std::size_t from = at + key.size();
                    while (from < dictionary.size() && dictionary[from] == ' ') ++from;
                    std::size_t to = from;
                    while (to < dictionary.size() && dictionary[to] >= '0' && dictionary[to] <= '9') ++to;
                    if (to > from) return std::string{dictionary.substr(from, to - from)};
                }
                return {};
            };
            const std::string version = number("/V");
            const std::string revision = number("/R");
            const std::string length = number("/Length");
            if (!version.empty()) method += " V" + version + (revision.empty() ? "" : "." + revision);
            if (!length.empty()) method += " (" + length + "-bit)";
        }
        found.text("method", method).integer("readable", document.is_locked() ? 0 : 1);
        sink.emit(found);
    }

    static void describe(const File& file, const poppler::document& document, const Sink& sink) {
        Artifact facts{"document.described", file.whole()};
        int major = 0;
        int minor = 0;
        document.get_pdf_version(&major, &minor);
        facts.text("format", "PDF " + std::to_string(major) + "." + std::to_string(minor));
        constexpr std::pair<const char*, const char*> texts[] = {{"title", "Title"},         {"subject", "Subject"},
                                                                 {"author", "Author"},       {"keywords", "Keywords"},
                                                                 {"application", "Creator"}, {"producer", "Producer"}};
        for (const auto& [attribute, key] : texts) put(facts, attribute, utf8_of(document.info_key(key)));
        const std::string created = utf8_of(document.info_key("CreationDate"));
        const std::string saved = utf8_of(document.info_key("ModDate"));
        facts.time("created_at", time_of_pdf_date(created)).time("saved_at", time_of_pdf_date(saved));
        put(facts, "created_written", created);
        put(facts, "saved_written", saved);
        facts.integer("pages", document.pages());
        for (const std::string& key : document.info_keys()) {
            constexpr std::string_view standard[] = {"Title",   "Subject",  "Author",       "Keywords",
                                                     "Creator", "Producer", "CreationDate", "ModDate"};
            if (std::ranges::find(standard, key) != std::end(standard)) continue;
            const std::string value = utf8_of(document.info_key(key));
            if (!value.empty()) facts.text("custom", utf8(key) + "=" + value);
        }
        sink.emit(facts);
    }

    static void take_pages(const File& file, poppler::document& document, const Sink& sink) {
        for (int number = 0; number < document.pages(); ++number) {
            const std::unique_ptr<poppler::page> page{document.create_page(number)};
            if (!page) {
                sink.warn(file.whole(), "page " + std::to_string(number + 1) + " cannot be read");
                continue;
            }
            const std::string text = utf8_of(page->text(poppler::rectf{}, poppler::page::non_raw_non_physical_layout));
            if (!sanad::readable::trimmed(text).empty()) sink.text(file.whole(), text);
        }
    }

    static void take_files(const File& file, poppler::document& document, const Sink& sink) {
        if (!document.has_embedded_files()) return;
        for (const poppler::embedded_file* inside : document.embedded_files()) {
            if (inside == nullptr || !inside->is_valid()) continue;
            const poppler::byte_array data = inside->data();
            Artifact embedded{"document.embedded", file.whole()};
            const std::string label = name_of(inside->name());
            put(embedded, "name", label);
            put(embedded, "description", utf8_of(inside->description()));
            put(embedded, "media_type", utf8(inside->mime_type()));
            embedded.integer("size", static_cast<std::int64_t>(data.size()));
            if (inside->creation_date_t() != static_cast<std::time_t>(-1)) {
                embedded.time("created_at", Time{static_cast<std::int64_t>(inside->creation_date_t()) * 1'000'000'000});
            }
            if (inside->modification_date_t() != static_cast<std::time_t>(-1)) {
                embedded.time("modified_at",
                              Time{static_cast<std::int64_t>(inside->modification_date_t()) * 1'000'000'000});
            }
            sink.emit(embedded);
            const std::string_view base = trimmed_name(label);
            sink.derive(base.empty() ? "embedded file" : base, file.whole(),
                        {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()});
        }
    }
};

}  // namespace

SANAD_MODULE(Pdf)
