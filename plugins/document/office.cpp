// document.office: OOXML (docx, xlsx, pptx), OpenDocument, EPUB: text, facts, links, embedded files. All are zips of
// XML.
#include <array>
#include <tuple>

#include "plugins/document/office_text.hpp"
#include "plugins/document/zip.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::document;
namespace readable = sanad::readable;

bool begins_with(std::string_view text, std::string_view with) {
    return text.starts_with(with);
}

/// "PT1H2M3S" in seconds (XML Schema duration, days and times only).
std::optional<std::int64_t> seconds_of_duration(std::string_view text) {
    if (!text.starts_with('P')) return std::nullopt;
    std::int64_t seconds = 0;
    std::int64_t number = 0;
    bool in_time = false;
    bool fraction = false;
    for (const char c : text.substr(1)) {
        if (c >= '0' && c <= '9') {
            if (!fraction) number = number * 10 + (c - '0');
            if (number > INT32_MAX) return std::nullopt;
            continue;
        }
        if (c == '.' || c == ',') {
            fraction = true;
            continue;
        }
        if (c == 'T') {
            in_time = true;
        } else if (c == 'D' || (in_time && (c == 'H' || c == 'M' || c == 'S'))) {
            seconds += number * (c == 'D' ? 86400 : c == 'H' ? 3600 : c == 'M' ? 60 : 1);
        } else {
            return std::nullopt;  // months and years have no length
        }
        number = 0;
        fraction = false;
    }
    return seconds;
}

class OfficeReader {
public:
    OfficeReader(const File& file, const Zip& zip, const Sink& sink) : file_{file}, zip_{zip}, sink_{sink} {}

    Verdict read() {
        const ZipMember* mimetype = zip_.find("mimetype");
        const std::string type = mimetype == nullptr ? "" : zip_.read(*mimetype).value_or("");
        if (begins_with(type, "application/vnd.oasis.opendocument") || begins_with(type, "application/vnd.sun.xml")) {
            read_open_document(readable::trimmed(type));
        } else if (begins_with(type, "application/epub+zip")) {
            read_epub();
        } else if (zip_.find("[Content_Types].xml") != nullptr && main_folder() != "") {
            read_ooxml();
        } else if (is_iwork()) {
            read_iwork();
        } else {
            return Verdict::not_mine;
        }
        return sound_ ? Verdict::examined : Verdict::damaged;
    }

private:
    std::string main_folder() const {
        for (const char* folder : {"word/", "xl/", "ppt/", "visio/"}) {
            for (const ZipMember& member : zip_.members()) {
                if (begins_with(member.name, folder)) return folder;
            }
        }
        return "";
    }

    /// Warns when it is there and cannot be read.
    std::optional<std::string> content(const ZipMember* member) {
        if (member == nullptr) return std::nullopt;
        auto bytes = zip_.read(*member);
        if (!bytes) {
            sound_ = false;
            sink_.warn(place(*member), utf8(member->name) + " cannot be unpacked, or differs from its checksum");
        }
        return bytes;
    }

    bool load(pugi::xml_document& document, const ZipMember* member) {
        const auto bytes = content(member);
        if (!bytes) return false;
        const auto parsed = parse_xml(document, *bytes);
        if (parsed) return true;
        sound_ = false;
        sink_.warn(place(*member), utf8(member->name) + ": " + parsed.description() + " at byte " +
                                       std::to_string(parsed.offset) + " of it; what stands before is read");
        return true;
    }

    Range place(const ZipMember& member) const { return member.place.length > 0 ? member.place : file_.whole(); }

    void say(const ZipMember& member, const std::string& text) {
        if (!text.empty()) sink_.text(place(member), text);
    }

    void link(const ZipMember& member, std::string_view target, std::string_view label) {
        Artifact found{"document.link", place(member)};
        put(found, "target", target);
        put(found, "label", label);
        put(found, "place", utf8(member.name));
        if (found.has("target")) sink_.emit(found);
    }

    void embed(const ZipMember& member) {
        if (member.name.ends_with('/') || member.size == 0) return;
        const auto bytes = content(&member);
        if (!bytes) return;
        Artifact found{"document.embedded", place(member)};
        put(found, "name", utf8(member.name));
        found.integer("size", static_cast<std::int64_t>(bytes->size()));
        sink_.emit(found);
        sink_.derive(member.name, place(member), {reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()});
    }

    // ---- OOXML (ECMA-376 part 2 for the package, part 1 section 22.2 for the properties)
    // -------------------------------

    void read_ooxml() {
        const std::string folder = main_folder();
        const ZipMember* core = core_properties();
        Artifact facts{"document.described", core == nullptr ? file_.whole() : place(*core)};
        facts.text("format", folder == "word/"  ? "OOXML Word"
                             : folder == "xl/"  ? "OOXML Excel"
                             : folder == "ppt/" ? "OOXML PowerPoint"
                                                : "OOXML Visio");
        if (core != nullptr) take_core(*core, facts);
        take_app(zip_.find("docProps/app.xml"), facts);
        take_custom(zip_.find("docProps/custom.xml"), facts);
        sink_.emit(facts);

        std::vector<std::string> shared;
        if (pugi::xml_document document;
            zip_.find("xl/sharedStrings.xml") != nullptr && load(document, zip_.find("xl/sharedStrings.xml"))) {
            shared = shared_strings(document);
        }
        std::vector<const ZipMember*> readable_parts;
        for (const ZipMember& member : zip_.members()) {
            const std::string& name = member.name;
            if (name.ends_with(".rels")) {
                take_relations(member);
            } else if (name.ends_with("vbaProject.bin")) {
                Artifact macro{"document.macro", place(member)};
                put(macro, "project", utf8(name));
                sink_.emit(macro);
                embed(member);
            } else if (name.find("/media/") != std::string::npos || name.find("/embeddings/") != std::string::npos ||
                       begins_with(name, "docProps/thumbnail")) {
                embed(member);
            } else if (is_readable(name)) {
                readable_parts.push_back(&member);
            }
        }
        std::ranges::stable_sort(readable_parts, {}, [](const ZipMember* part) { return reading_order(part->name); });
        for (const ZipMember* part : readable_parts) {
            pugi::xml_document document;
            if (!load(document, part)) continue;
            const bool is_sheet = begins_with(part->name, "xl/worksheets/");
            say(*part, is_sheet ? text_of_sheet(document, shared) : text_of_paragraphs(document));
        }
    }

    /// The document itself first, then slide2 before slide10.
    static std::tuple<bool, std::string, std::int64_t> reading_order(const std::string& name) {
        const std::size_t end = name.rfind('.');
        std::size_t digits = end;
        while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') --digits;
        return {!begins_with(name, "word/document"), name.substr(0, digits),
                integer_in(std::string_view{name}.substr(digits, end - digits)).value_or(0)};
    }

    static bool is_readable(std::string_view name) {
        if (!name.ends_with(".xml")) return false;
        constexpr std::string_view beginnings[] = {
            "word/document", "word/header",          "word/footer",        "word/footnotes",    "word/endnotes",
            "word/comments", "ppt/slides/",          "ppt/notesSlides/",   "ppt/comments/",     "xl/worksheets/",
            "xl/comments",   "xl/threadedComments/", "xl/drawings/",       "xl/charts/",        "word/charts/",
            "ppt/charts/",   "visio/pages/page",     "word/diagrams/data", "ppt/diagrams/data", "xl/diagrams/data"};
        return std::ranges::any_of(beginnings, [&](std::string_view one) { return begins_with(name, one); });
    }

    /// By its relation in the package; the usual place where the relation is missing.
    const ZipMember* core_properties() {
        const ZipMember* relations = zip_.find("_rels/.rels");
        pugi::xml_document document;
        if (relations != nullptr && load(document, relations)) {
            for (const pugi::xml_node& relation : document.document_element().children()) {
                if (!attribute(relation, "Type").ends_with("/core-properties")) continue;
                std::string target = attribute(relation, "Target");
                if (begins_with(target, "/")) target.erase(0, 1);
                if (const ZipMember* found = zip_.find(target)) return found;
            }
        }
        return zip_.find("docProps/core.xml");
    }

    void take_core(const ZipMember& member, Artifact& facts) {
        pugi::xml_document document;
        if (!load(document, &member)) return;
        for (const pugi::xml_node& node : document.document_element().children()) {
            const std::string value = text_below(node);
            const std::string_view name = local_name(node);
            constexpr std::pair<std::string_view, std::string_view> texts[] = {
                {"title", "title"},       {"subject", "subject"},      {"creator", "author"},
                {"keywords", "keywords"}, {"description", "comments"}, {"lastModifiedBy", "last_saved_by"},
                {"revision", "revision"}, {"category", "category"},    {"contentStatus", "status"},
                {"language", "language"}};
            for (const auto& [element, attribute] : texts) {
                if (name == element) put(facts, attribute, value);
            }
            constexpr std::array<std::array<std::string_view, 3>, 3> times{
                {{"created", "created_at", "created_written"},
                 {"modified", "saved_at", "saved_written"},
                 {"lastPrinted", "printed_at", "printed_written"}}};
            for (const auto& [element, instant, written] : times) {
                if (name != element || value.empty()) continue;
                const auto time = time_of_iso(value);
                facts.time(instant, time);
                if (!time) put(facts, written, value);
            }
        }
    }

    void take_app(const ZipMember* member, Artifact& facts) {
        pugi::xml_document document;
        if (member == nullptr || !load(document, member)) return;
        for (const pugi::xml_node& node : document.document_element().children()) {
            const std::string value = text_below(node);
            const std::string_view name = local_name(node);
            constexpr std::pair<std::string_view, std::string_view> texts[] = {{"Application", "application"},
                                                                               {"AppVersion", "application_version"},
                                                                               {"Template", "template"},
                                                                               {"Company", "company"},
                                                                               {"Manager", "manager"}};
            for (const auto& [element, attribute] : texts) {
                if (name == element) put(facts, attribute, value);
            }
            constexpr std::pair<std::string_view, std::string_view> numbers[] = {
                {"Pages", "pages"},           {"Words", "words"},
                {"Characters", "characters"}, {"CharactersWithSpaces", "characters_with_blanks"},
                {"Lines", "lines"},           {"Paragraphs", "paragraphs"},
                {"Slides", "slides"},         {"HiddenSlides", "hidden_slides"},
                {"Notes", "notes"},           {"DocSecurity", "security"}};
            for (const auto& [element, attribute] : numbers) {
                if (name == element) put_integer(facts, attribute, value);
            }
            if (const auto minutes = integer_in(value); name == "TotalTime" && minutes && *minutes < INT32_MAX) {
                facts.integer("editing_seconds", *minutes * 60);
            }
        }
    }

    void take_custom(const ZipMember* member, Artifact& facts) {
        pugi::xml_document document;
        if (member == nullptr || !load(document, member)) return;
        for (const pugi::xml_node& node : document.document_element().children()) {
            const std::string name = attribute(node, "name");
            if (!name.empty()) facts.text("custom", name + "=" + text_below(node));
        }
    }

    void take_relations(const ZipMember& member) {
        pugi::xml_document document;
        if (!load(document, &member)) return;
        for (const pugi::xml_node& relation : document.document_element().children()) {
            if (attribute(relation, "TargetMode") == "External") link(member, attribute(relation, "Target"), "");
        }
    }

    // ---- OpenDocument (ISO 26300)
    // --------------------------------------------------------------------------------------

    void read_open_document(std::string_view type) {
        if (name_encryption(type)) return;
        const ZipMember* meta = zip_.find("meta.xml");
        Artifact facts{"document.described", meta == nullptr ? file_.whole() : place(*meta)};
        facts.text("format", "OpenDocument " + utf8(type.substr(type.rfind('.') + 1)));
        if (meta != nullptr) take_meta(*meta, facts);
        sink_.emit(facts);
        for (const ZipMember& member : zip_.members()) {
            const std::string& name = member.name;
            if (name == "content.xml" || name == "styles.xml" || name.ends_with("/content.xml")) {
                pugi::xml_document document;
                if (!load(document, &member)) continue;
                std::vector<readable::Link> links;
                say(member, text_of_open_document(document, links));
                for (const readable::Link& one : links) link(member, one.target, one.label);
            } else if (begins_with(name, "Pictures/") || begins_with(name, "media/") ||
                       begins_with(name, "Thumbnails/") ||
                       (begins_with(name, "Object ") && name.find('/') == std::string::npos)) {
                embed(member);
            } else if (begins_with(name, "Basic/") && name.ends_with(".xml") &&
                       name.find("script-") == std::string::npos) {
                Artifact macro{"document.macro", place(member)};
                put(macro, "project", utf8(name));
                sink_.emit(macro);
            }
        }
    }

    /// The manifest says of each member how it is encrypted (part 2, section 4.8).
    bool name_encryption(std::string_view type) {
        const ZipMember* manifest = zip_.find("META-INF/manifest.xml");
        pugi::xml_document document;
        if (manifest == nullptr || !load(document, manifest)) return false;
        std::string method;
        walk(
            document,
            [&](const pugi::xml_node& node) {
                if (local_name(node) == "algorithm" && method.empty()) method = attribute(node, "algorithm-name");
                if (local_name(node) == "encryption-data" && method.empty()) method = attribute(node, "algorithm-name");
            },
            [](const pugi::xml_node&) {});
        if (method.empty()) return false;
        Artifact found{"document.encrypted", place(*manifest)};
        found.text("format", "OpenDocument " + utf8(type.substr(type.rfind('.') + 1)));
        found.text("method", method).integer("readable", 0);
        sink_.emit(found);
        return true;
    }

    void take_meta(const ZipMember& member, Artifact& facts) {
        pugi::xml_document document;
        if (!load(document, &member)) return;
        walk(
            document,
            [&](const pugi::xml_node& node) {
                if (node.type() != pugi::node_element) return;
                const std::string_view name = node.name();
                constexpr std::pair<std::string_view, std::string_view> texts[] = {{"dc:title", "title"},
                                                                                   {"dc:subject", "subject"},
                                                                                   {"dc:description", "comments"},
                                                                                   {"dc:language", "language"},
                                                                                   {"meta:initial-creator", "author"},
                                                                                   {"dc:creator", "last_saved_by"},
                                                                                   {"meta:editing-cycles", "revision"},
                                                                                   {"meta:generator", "application"}};
                for (const auto& [element, attribute] : texts) {
                    if (name == element) put(facts, attribute, text_below(node));
                }
                if (name == "meta:keyword" && !facts.has("keywords")) put(facts, "keywords", keywords(node.parent()));
                constexpr std::array<std::array<std::string_view, 3>, 3> times{
                    {{"meta:creation-date", "created_at", "created_written"},
                     {"dc:date", "saved_at", "saved_written"},
                     {"meta:print-date", "printed_at", "printed_written"}}};
                for (const auto& [element, instant, written] : times) {
                    if (name != element || facts.has(instant) || facts.has(written)) continue;
                    const std::string value = text_below(node);
                    const auto time = time_of_iso(value);
                    facts.time(instant, time);
                    if (!time) put(facts, written, value);
                }
                if (name == "meta:editing-duration") {
                    if (const auto seconds = seconds_of_duration(text_below(node)))
                        facts.integer("editing_seconds", *seconds);
                }
                if (name == "meta:template") put(facts, "template", attribute(node, "title"));
                if (name == "meta:user-defined" && !text_below(node).empty()) {
                    facts.text("custom", attribute(node, "name") + "=" + text_below(node));
                }
                if (name == "meta:document-statistic") {
                    put_integer(facts, "pages", attribute(node, "page-count"));
                    put_integer(facts, "words", attribute(node, "word-count"));
                    put_integer(facts, "paragraphs", attribute(node, "paragraph-count"));
                    put_integer(facts, "characters_with_blanks", attribute(node, "character-count"));
                }
            },
            [](const pugi::xml_node&) {});
    }

    static std::string keywords(const pugi::xml_node& meta) {
        std::string all;
        for (const pugi::xml_node& node : meta.children()) {
            if (local_name(node) == "keyword") all += (all.empty() ? "" : ", ") + text_below(node);
        }
        return all;
    }

    // ---- EPUB and iWork
    // ------------------------------------------------------------------------------------------------

    void read_epub() {
        Artifact facts{"document.described", file_.whole()};
        facts.text("format", "EPUB");
        for (const ZipMember& member : zip_.members()) {
            pugi::xml_document document;
            if (!member.name.ends_with(".opf") || !load(document, &member)) continue;
            walk(
                document,
                [&](const pugi::xml_node& node) {
                    const std::string_view name = node.name();
                    if (name == "dc:title") put(facts, "title", text_below(node));
                    if (name == "dc:creator") put(facts, "author", text_below(node));
                    if (name == "dc:subject") put(facts, "subject", text_below(node));
                    if (name == "dc:description") put(facts, "comments", text_below(node));
                    if (name == "dc:language") put(facts, "language", text_below(node));
                    if (name == "dc:date") put(facts, "created_written", text_below(node));
                },
                [](const pugi::xml_node&) {});
        }
        if (zip_.find("META-INF/encryption.xml") != nullptr) {
            Artifact found{"document.encrypted", place(*zip_.find("META-INF/encryption.xml"))};
            found.text("format", "EPUB").text("method", "as META-INF/encryption.xml says");
            sink_.emit(found);
        }
        sink_.emit(facts);
        for (const ZipMember& member : zip_.members()) {
            const std::string extension = lower_extension(member.name);
            if (extension == "xhtml" || extension == "html" || extension == "htm") {
                const auto bytes = content(&member);
                if (!bytes) continue;
                const readable::Page page = readable::page_of_html(readable::html_as_utf8(*bytes).text);
                say(member, utf8(page.text));
                for (const readable::Link& one : page.links) link(member, one.target, one.label);
            } else if (extension == "jpg" || extension == "jpeg" || extension == "png" || extension == "gif") {
                embed(member);
            }
        }
    }

    bool is_iwork() const {
        return zip_.find("index.xml") != nullptr || zip_.find("index.apxl") != nullptr ||
               zip_.find("Index.zip") != nullptr || zip_.find("Index/Document.iwa") != nullptr ||
               zip_.find(".iwpv2") != nullptr || zip_.find(".iwph") != nullptr;
    }

    void read_iwork() {
        // Before 2013 a password changes how members are packed (method 25452); later a file tells it.
        const bool locked =
            zip_.find(".iwpv2") != nullptr ||
            std::ranges::any_of(zip_.members(), [](const ZipMember& one) { return one.method == 25452; });
        if (locked) {
            Artifact found{"document.encrypted", file_.whole()};
            found.text("format", "Apple iWork").text("method", "iWork password").integer("readable", 0);
            sink_.emit(found);
            return;
        }
        const ZipMember* index = zip_.find("index.xml") != nullptr ? zip_.find("index.xml") : zip_.find("index.apxl");
        Artifact facts{"document.described", index == nullptr ? file_.whole() : place(*index)};
        facts.text("format", index == nullptr ? "Apple iWork 2013 or later" : "Apple iWork before 2013");
        pugi::xml_document document;
        std::string text;
        if (index != nullptr && load(document, index)) {
            walk(
                document,
                [&](const pugi::xml_node& node) {
                    const std::string_view name = node.name();
                    if (name == "sl:author" || name == "sf:authors") put(facts, "author", first_string(node));
                    if (name == "sl:title" || name == "sf:title") put(facts, "title", first_string(node));
                    if (name == "sl:comment" || name == "sf:comment") put(facts, "comments", first_string(node));
                    if (name == "sl:keywords" || name == "sf:keywords") put(facts, "keywords", first_string(node));
                    if (name == "sf:ct") text += attribute(node, "s") + "\n";
                    if (node.type() == pugi::node_pcdata && std::string_view{node.parent().name()} == "sf:p")
                        text += node.value();
                },
                [&](const pugi::xml_node& node) {
                    if (std::string_view{node.name()} == "sf:p") text += '\n';
                });
        }
        sink_.emit(facts);
        if (index != nullptr) say(*index, utf8(readable::trimmed(text)));
        for (const ZipMember& member : zip_.members()) {
            const std::string extension = lower_extension(member.name);
            if (extension == "jpg" || extension == "jpeg" || extension == "png" || extension == "pdf" ||
                extension == "tiff") {
                embed(member);
            }
        }
    }

    static std::string first_string(const pugi::xml_node& node) {
        for (const pugi::xml_node& child : node.children()) {
            if (std::string value = attribute(child, "string"); !value.empty()) return value;
        }
        return {};
    }

    const File& file_;
    const Zip& zip_;
    const Sink& sink_;
    bool sound_ = true;
};

class Office {
public:
    static constexpr std::string_view name = "document.office", version = "1.0.0";
    static constexpr std::string_view summary =
        "Office documents (OOXML, OpenDocument, EPUB): text, facts, links, files";
    static constexpr std::array wants{mime_type("application/vnd.openxmlformats-officedocument.*"),
                                      mime_type("application/vnd.oasis.opendocument.*"),
                                      mime_type("application/vnd.ms-*.macroenabled.*"),
                                      mime_type("application/epub+zip"),
                                      name_glob("*.doc?"),
                                      name_glob("*.xls?"),
                                      name_glob("*.ppt?"),
                                      name_glob("*.dot?"),
                                      name_glob("*.od?"),
                                      name_glob("*.ot?"),
                                      name_glob("*.epub"),
                                      name_glob("*.pages"),
                                      name_glob("*.numbers"),
                                      name_glob("*.key"),
                                      signature("[Content_Types].xml", 30),
                                      signature("mimetypeapplication/vnd.", 30),
                                      signature("mimetypeapplication/epub", 30),
                                      signature("_rels/.rels", 30)};
    static constexpr std::array emits{text("document.described"), text("document.encrypted"), text("document.link"),
                                      text("document.embedded"), text("document.macro")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 4);
        if (head.size() < 4 || head[0] != 'P' || head[1] != 'K') return Verdict::not_mine;
        const auto bytes = file.read_all();
        const std::string_view content{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        const auto zip = Zip::open(content);
        if (zip) return OfficeReader{file, *zip, sink}.read();
        const std::string_view first = content.substr(std::min<std::size_t>(30, content.size()), 64);
        if (first.starts_with("[Content_Types].xml") || first.starts_with("mimetypeapplication/vnd.") ||
            first.starts_with("_rels/.rels")) {
            sink.warn(file.whole(), "the zip's directory is missing or broken: the document was cut");
            return Verdict::damaged;
        }
        return Verdict::not_mine;
    }
};

}  // namespace

SANAD_MODULE(Office)
