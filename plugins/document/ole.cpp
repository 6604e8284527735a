// document.ole: what the compound files of Office up to 2003, and of encrypted OOXML, say: facts, text, links, objects.
#include <array>
#include <cstdio>

#include "plugins/document/excel_text.hpp"
#include "plugins/document/powerpoint_text.hpp"
#include "plugins/document/property_set.hpp"
#include "plugins/document/vba.hpp"
#include "plugins/document/word_text.hpp"
#include "plugins/readable/ole_package.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::document;
namespace readable = sanad::readable;
using readable::CompoundFile;
using readable::CompoundItem;

class OleReader {
public:
    OleReader(const File& file, const CompoundFile& ole, const Sink& sink) : file_{file}, ole_{ole}, sink_{sink} {}

    Verdict read() {
        const bool described =
            ole_.find("\5SummaryInformation") != nullptr || ole_.find("\5DocumentSummaryInformation") != nullptr;
        const bool word = ole_.find("WordDocument") != nullptr;
        const CompoundItem* workbook = ole_.find("Workbook") != nullptr ? ole_.find("Workbook") : ole_.find("Book");
        const CompoundItem* slides = ole_.find("PowerPoint Document");
        const bool package = ole_.find("EncryptedPackage") != nullptr;
        const bool macros = ole_.find("VBA/dir") != nullptr;  // a project that a document of OOXML keeps
        if (ole_.find("__properties_version1.0") != nullptr) return Verdict::not_mine;  // a message of Outlook
        if (!described && !word && workbook == nullptr && slides == nullptr && !package && !macros)
            return Verdict::not_mine;
        if (word) read_word();
        if (workbook != nullptr) read_workbook(*workbook);
        if (slides != nullptr) read_slides(*slides);
        if (package) name_package_encryption();
        if (ole_.find("VisioDocument") != nullptr) format_ = "Visio";
        if (format_.empty() && macros) format_ = "VBA project";
        if (format_.empty() && ole_.find("\1CompObj") != nullptr) format_ = class_of_object();
        describe();
        list_dated_parts();
        take_objects();
        if (!ole_.is_whole()) unsound("some storages or streams cannot be read");
        return sound_ ? Verdict::examined : Verdict::damaged;
    }

private:
    void unsound(const std::string& why) {
        sound_ = false;
        sink_.warn(file_.whole(), why);
    }

    void say(const std::string& text) {
        if (!readable::trimmed(text).empty()) sink_.text(file_.whole(), utf8(text));
    }

    void link_all(const std::vector<readable::Link>& links, std::string_view place) {
        for (const readable::Link& one : links) {
            Artifact found{"document.link", file_.whole()};
            put(found, "target", one.target);
            put(found, "label", one.label);
            put(found, "place", place);
            if (found.has("target")) sink_.emit(found);
        }
    }

    void encrypted(const std::string& method) {
        Artifact found{"document.encrypted", file_.whole()};
        put(found, "format", format_);
        found.text("method", method).integer("readable", 0);
        sink_.emit(found);
    }

    void read_word() {
        const WordText word = text_of_word(ole_);
        format_ = word.format;
        if (!word.encryption.empty()) return encrypted(word.encryption);
        if (!word.sound) unsound("the piece table of WordDocument points outside of the text");
        say(word.text);
        link_all(word.links, "WordDocument");
    }

    void read_workbook(const CompoundItem& stream) {
        const std::string bytes = ole_.read(stream);
        const ExcelText excel = ExcelReader{bytes}.read();
        format_ = excel.format;
        if (!excel.encryption.empty()) return encrypted(excel.encryption);
        if (!excel.sound) unsound("the records of " + stream.name + " end too early");
        for (const std::string& sheet : excel.sheets) say(sheet);
        link_all(excel.links, stream.name);
    }

    /// The token in "Current User" tells an encrypted presentation (MS-PPT 2.3.2).
    void read_slides(const CompoundItem& stream) {
        format_ = "PowerPoint 97-2003";
        const std::string user = ole_.read("Current User").value_or("");
        if (readable::LittleEndian{user}.u32(12) == 0xF3D1C4DF || ole_.find("EncryptedSummary") != nullptr) {
            return encrypted("RC4 CryptoAPI");
        }
        const std::string bytes = ole_.read(stream);
        const PowerPointText slides = text_of_powerpoint(bytes);
        if (!slides.sound) unsound("the records of PowerPoint Document end too early");
        say(slides.text);
        link_all(slides.links, stream.name);
    }

    /// MS-OFFCRYPTO 2.3.4: "agile" says all in XML, "standard" in a header of numbers.
    void name_package_encryption() {
        format_ = "OOXML, encrypted";
        const std::string info = ole_.read("EncryptionInfo").value_or("");
        const readable::LittleEndian in{info};
        std::string method = "ECMA-376 " + std::to_string(in.u16(0)) + "." + std::to_string(in.u16(2));
        if (in.u16(0) == 4 && in.u16(2) == 4) {
            const auto value = [&](std::string_view key) {
                const std::size_t at = info.find(std::string{key} + "=\"");
                const std::size_t begin = at + key.size() + 2;
                return at == std::string::npos ? std::string{}
                                               : utf8(info.substr(begin, info.find('"', begin) - begin));
            };
            method += " agile, " + value("cipherAlgorithm") + " " + value("keyBits") + "-bit " +
                      value("cipherChaining") + ", " + value("hashAlgorithm");
        } else if (in.u16(2) == 2) {
            const std::uint32_t algorithm = in.u32(20);
            const std::uint32_t bits = in.u32(28);
            const bool rc4 = algorithm == 0x6801;
            method += std::string{" standard, "} + (rc4 ? "RC4" : "AES") + " " + std::to_string(bits) + "-bit";
        }
        encrypted(method);
    }

    /// The name shown for the class, behind a header of 28 bytes (MS-OLEDS 2.3.7).
    std::string class_of_object() const {
        const std::string bytes = ole_.read("\1CompObj").value_or("");
        const readable::LittleEndian in{bytes};
        const std::string_view name = in.part(32, in.u32(28));
        return readable::utf8_of_codepage(name.substr(0, name.find('\0')), 1252);
    }

    void describe() {
        Artifact facts{"document.described", file_.whole()};
        put(facts, "format", format_);
        for (const char* path : {"\5SummaryInformation", "\5DocumentSummaryInformation"}) {
            const auto stream = ole_.read(path);
            if (!stream || stream->empty()) continue;
            const PropertySet set{*stream};
            if (set.sections().empty()) {
                unsound(std::string{path + 1} + " is no property set");
            } else if (path[1] == 'S') {
                take_summary(set, facts);
            } else {
                take_document_summary(set, facts);
            }
        }
        if (!facts.empty()) sink_.emit(facts);
    }

    void list_dated_parts() {
        for (const CompoundItem& item : ole_.items()) {
            Artifact part{"document.part", file_.whole()};
            part.time("created_at", time_of_filetime(item.created))
                .time("modified_at", time_of_filetime(item.modified));
            if (part.empty()) continue;
            part.text("path", item.path.empty() ? "/" : utf8(item.path));
            sink_.emit(part);
        }
    }

    void take_objects() {
        for (const CompoundItem& item : ole_.items()) {
            const std::size_t slash = item.path.rfind('/');
            const std::string folder = slash == std::string::npos ? "" : item.path.substr(0, slash);
            if (item.is_storage) continue;
            if (item.name == "dir" && folder.ends_with("VBA")) take_macros(folder);
            if (item.name == "\1Ole10Native") {
                const std::string bytes = ole_.read(item);
                const auto packaged =
                    readable::package_in(std::string_view{bytes}.substr(std::min<std::size_t>(4, bytes.size())));
                if (packaged) {
                    embed(packaged->name, packaged->path, packaged->bytes);
                } else if (bytes.size() > 4) {
                    embed(folder + "/native data", "", std::string_view{bytes}.substr(4));
                }
            } else if (item.name == "Package" && !folder.empty()) {
                const std::string bytes = ole_.read(item);
                embed(item.path, "", bytes);
            }
        }
    }

    void take_macros(const std::string& folder) {
        Artifact macro{"document.macro", file_.whole()};
        put(macro, "project", folder);
        const std::vector<VbaModule> modules = vba_modules(ole_, folder + "/");
        for (const VbaModule& module : modules) macro.text("modules", utf8(module.name));
        sink_.emit(macro);
        if (modules.empty()) unsound("the list of macros in " + folder + "/dir cannot be read");
        for (const VbaModule& module : modules) {
            say(module.source);
            const std::string source = utf8(module.source);
            sink_.derive(module.name + ".bas", file_.whole(),
                         {reinterpret_cast<const std::uint8_t*>(source.data()), source.size()});
        }
    }

    void embed(const std::string& name, const std::string& description, std::string_view bytes) {
        if (bytes.empty()) return;
        Artifact found{"document.embedded", file_.whole()};
        put(found, "name", name);
        put(found, "description", description);
        found.integer("size", static_cast<std::int64_t>(bytes.size()));
        sink_.emit(found);
        sink_.derive(name.empty() ? "object" : name, file_.whole(),
                     {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    }

    const File& file_;
    const CompoundFile& ole_;
    const Sink& sink_;
    std::string format_;
    bool sound_ = true;
};

class Ole {
public:
    static constexpr std::string_view name = "document.ole", version = "1.0.1";
    static constexpr std::string_view summary =
        "Office documents up to 2003 and encrypted ones: facts, text, links, objects";
    static constexpr std::array wants{signature("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")};
    static constexpr std::array emits{text("document.described"), text("document.encrypted"), text("document.link"),
                                      text("document.embedded"),  text("document.part"),      text("document.macro")};

    Verdict examine(const File& file, const Sink& sink) const {
        const auto head = file.read(0, 8);
        const std::string_view start{reinterpret_cast<const char*>(head.data()), head.size()};
        if (start != CompoundFile::mark) return Verdict::not_mine;
        auto bytes = file.read_all();
        const CompoundFile ole{bytes};
        if (ole.is_open()) return OleReader{file, ole, sink}.read();
        sink.warn(file.whole(), "the compound file's directory cannot be read");
        return Verdict::damaged;
    }
};

}  // namespace

SANAD_MODULE(Ole)
