// unix.print_jobs: what was printed, by whom and from which program: the control files that CUPS keeps of its jobs
// (/var/spool/cups/c00001 …), on macOS too. They are messages of the Internet Printing Protocol (RFC 8010).
#include <array>

#include "plugins/unix/moments.hpp"
#include "plugins/unix/record.hpp"

namespace {

using namespace sanad::sdk;
using namespace sanad::unix_traces;

constexpr std::uint64_t largest = 16u << 20;

struct Attribute {
    std::uint8_t kind;
    std::string_view name, value;
};

/// RFC 8010, section 3.5.2.
constexpr std::uint8_t integer_kind = 0x21, enum_kind = 0x23, end_of_attributes = 3, first_value_kind = 0x10;

class PrintJobs {
public:
    static constexpr std::string_view name = "unix.print_jobs", version = "1.0.0";
    static constexpr std::string_view summary = "Documents printed (CUPS)";
    static constexpr std::array wants{path_glob("*spool/cups/c?????"), path_glob("*spool/cups/c??????"),
                                      path_glob("*spool/cups/cache/c?????")};
    static constexpr std::array emits{text("document.printed")};

    Verdict examine(const File& file, const Sink& sink) const {
        if (file.size() < 9 || file.size() > largest) return Verdict::not_mine;
        const auto bytes = file.read_all();
        const Record record{bytes, ByteOrder::big};
        // IPP 1.0 to 2.2; the first group is that of the operation, and begins with its encoding.
        if (record.u8(0) < 1 || record.u8(0) > 2 || record.u8(1) > 2 || record.u8(8) != 1) return Verdict::not_mine;
        std::vector<Attribute> attributes;
        std::string damage;
        try {
            read(record, attributes);
        } catch (const TooShort& error) {
            damage = error.what();
        }
        if (attributes.empty() || attributes[0].name != "attributes-charset") return Verdict::not_mine;
        Artifact printed{"document.printed", file.whole()};
        describe(attributes, printed);
        if (!damage.empty()) sink.warn(file.whole(), damage);
        if (!printed.empty()) sink.emit(printed);
        return damage.empty() ? Verdict::examined : Verdict::damaged;
    }

private:
    static void read(const Record& record, std::vector<Attribute>& attributes) {
        std::uint64_t at = 8;
        for (;;) {
            const std::uint8_t kind = record.u8(at++);
            if (kind == end_of_attributes) return;
            if (kind < first_value_kind) continue;  // a group begins
            const auto name_size = record.number<std::uint16_t>(at);
            const std::string_view name = record.raw(at + 2, name_size);
            at += 2u + name_size;
            const auto value_size = record.number<std::uint16_t>(at);
            attributes.push_back({kind, name, record.raw(at + 2, value_size)});
            at += 2u + value_size;
        }
    }

    static void describe(const std::vector<Attribute>& attributes, Artifact& printed) {
        struct Known {
            std::string_view name, attribute;
        };
        constexpr Known texts[] = {{"job-name", "job_name"},
                                   {"job-originating-user-name", "user"},
                                   {"com.apple.print.JobInfo.PMJobOwner", "owner"},
                                   {"job-originating-host-name", "host"},
                                   {"DestinationPrinterID", "printer"},
                                   {"printer-uri", "uri"},
                                   {"job-printer-uri", "uri"},
                                   {"com.apple.print.JobInfo.PMApplicationName", "application"},
                                   {"document-format", "document_type"},
                                   {"job-uuid", "job_id"}};
        constexpr Known numbers[] = {{"copies", "copies"}, {"job-id", "job_number"}, {"job-state", "state"}};
        constexpr Known times[] = {{"time-at-creation", "created_at"},
                                   {"time-at-processing", "processing_at"},
                                   {"time-at-completed", "completed_at"}};
        for (const Attribute& attribute : attributes) {
            for (const Known& known : texts) {
                if (known.name == attribute.name && !attribute.value.empty() && !printed.has(known.attribute)) {
                    printed.text(known.attribute, utf8(attribute.value));
                }
            }
            // While a job waits, the time is a value of the kind "no value".
            if ((attribute.kind != integer_kind && attribute.kind != enum_kind) || attribute.value.size() != 4)
                continue;
            const Bytes raw{reinterpret_cast<const std::uint8_t*>(attribute.value.data()), 4};
            const std::int32_t number = Record{raw, ByteOrder::big}.i32(0);
            for (const Known& known : numbers) {
                if (known.name == attribute.name && !printed.has(known.attribute))
                    printed.integer(known.attribute, number);
            }
            for (const Known& known : times) {
                if (known.name == attribute.name && !printed.has(known.attribute) && number != 0) {
                    printed.time(known.attribute, moment(static_cast<std::uint32_t>(number)));
                }
            }
        }
    }
};

}  // namespace

SANAD_MODULE(PrintJobs)
