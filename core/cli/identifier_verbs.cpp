// identifiers: numbers and addresses that the ingest found in all bytes of the images. They are personal data: this
// verb prints them, and no entry of the ledger names one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include "core/base/text.hpp"
#include "core/cli/output.hpp"
#include "core/cli/reading_session.hpp"
#include "core/cli/session.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {
namespace {

struct IdentifierTold {
    std::string case_path;
    std::vector<std::string> kinds, verdicts, places;
    std::string value, item;
    std::optional<std::uint64_t> file, limit;
    bool histogram = false, csv = false, common = false;
};

/// The enumerator of that name among `names`.
template <class Choice, class Names>
Result<std::vector<Choice>> chosen(std::string_view option, const std::vector<std::string>& given, const Names& names) {
    std::vector<Choice> choices;
    for (const std::string& name : given) {
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            std::string all;
            for (const std::string_view known : names) all += fmt::format("{}{}", all.empty() ? "" : ", ", known);
            return failure(Fault::refused, fmt::format("{} {}: one of {}", option, shown(name), all));
        }
        choices.push_back(static_cast<Choice>(found - names.begin()));
    }
    return choices;
}

Result<std::vector<Id>> images_of(CaseReader& reader, const std::string& exhibit) {
    std::vector<Id> images;
    std::optional<Id> item;
    for (const EvidenceItem& known : TRY(reader.evidence_items()))
        if (known.exhibit_number == exhibit) item = known.id;
    if (!exhibit.empty() && !item) {
        return failure(Fault::refused,
                       fmt::format("no item {} in this case; `sanad evidence list` names them", shown(exhibit)));
    }
    for (const ImageRow& image : TRY(reader.images()))
        if (!item || image.evidence_item == *item) images.push_back(image.id);
    return images;
}

std::string place_text(const IdentifierRow& row) {
    switch (row.place) {
        case IdentifierPlace::content:
            return shown(row.path) + (row.deleted ? " (deleted)" : "");
        case IdentifierPlace::slack:
            return "slack of " + shown(row.path) + (row.deleted ? " (deleted)" : "");
        case IdentifierPlace::unallocated:
            return "unallocated space";
        case IdentifierPlace::elsewhere:
            break;
    }
    return "outside of files";
}

std::string row_json(const IdentifierRow& row) {
    JsonObject object;
    object.number("id", static_cast<std::uint64_t>(row.id))
        .number("image", static_cast<std::uint64_t>(row.image))
        .text("kind", name_of(row.kind))
        .text("verdict", name_of(row.verdict))
        .text("value", row.value)
        .text("encoding", name_of(row.encoding))
        .truth("common", row.common)
        .text("place", name_of(row.place));
    if (row.image_offset) object.number("image_offset", *row.image_offset);
    object.number("length", row.length);
    if (row.file) object.number("file", static_cast<std::uint64_t>(*row.file)).text("path", row.path);
    if (row.content_offset) object.number("offset", *row.content_offset);
    return object.truth("deleted", row.deleted).truth("joined", row.joined).line();
}

std::string row_csv(const IdentifierRow& row) {
    const auto number = [](const auto& value) { return value ? fmt::format("{}", *value) : std::string{}; };
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", row.id, row.image, name_of(row.kind),
                       name_of(row.verdict), csv_text(row.value), name_of(row.encoding), row.common ? 1 : 0,
                       name_of(row.place), number(row.image_offset), row.length, number(row.file), csv_text(row.path),
                       number(row.content_offset), row.deleted ? 1 : 0, row.joined ? 1 : 0);
}

std::string row_line(const IdentifierRow& row) {
    std::string where = row.image_offset ? fmt::format("image byte {}", *row.image_offset) : std::string{};
    if (row.content_offset && row.place == IdentifierPlace::content)
        where += fmt::format("{}byte {} of", where.empty() ? "" : ", ", *row.content_offset);
    else if (!where.empty())
        where += ",";
    return fmt::format("{:<18} {:<11} {:<40} {} {}{}\n", name_of(row.kind), name_of(row.verdict), shown(row.value),
                       where, place_text(row), row.joined ? " (over two fragments)" : "");
}

/// What the ingest says it did not list or could not search.
Result<void> tell_limits(CaseReader& reader, const std::vector<Id>& images, Session& session) {
    for (const Id image : images) {
        bool searched = false;
        for (const IngestRun& run : TRY(reader.runs(image)))
            searched |= run.settings_json.find(R"("identifiers":true)") != std::string::npos;
        if (!searched) {
            std::fprintf(stderr, "%s: image %lld was not searched for identifiers\n", "sanad",
                         static_cast<long long>(image));
        }
        TRY(reader.outcomes(image, Subject::image, [&](const OutcomeRow& row) {
            if (row.step == "identifiers")
                std::fprintf(stderr, "sanad: image %lld: %s\n", static_cast<long long>(image),
                             shown(row.detail).c_str());
            return true;
        }));
    }
    (void)session;
    return {};
}

Result<void> print_counts(CaseReader& reader, const std::vector<Id>& images, IdentifierQuery query, Session& session) {
    Output out;
    bool any = false;
    if (session.json || images.empty()) {
        // One line for each kind, verdict and image.
    } else {
        out.write(fmt::format("{:<20}{:<13}{:>10}{:>10}{:>8}\n", "Kind", "Verdict", "Hits", "Values", "Files"));
    }
    query.common = true;
    for (const Id image : images) {
        query.image = image;
        for (const IdentifierCount& count : TRY(reader.identifier_counts(query))) {
            any = true;
            out.write(session.json ? JsonObject{}
                                         .number("image", static_cast<std::uint64_t>(image))
                                         .text("kind", name_of(count.kind))
                                         .text("verdict", name_of(count.verdict))
                                         .number("hits", count.hits)
                                         .number("values", count.values)
                                         .number("files", count.files)
                                         .line()
                                   : fmt::format("{:<20}{:<13}{:>10}{:>10}{:>8}\n", name_of(count.kind),
                                                 name_of(count.verdict), count.hits, count.values, count.files));
        }
    }
    if (!any && !session.json) out.write("None found.\n");
    return out.finish();
}

Result<void> print_values(CaseReader& reader, const std::vector<Id>& images, IdentifierQuery query,
                          const IdentifierTold& told, Session& session) {
    Output out;
    if (told.csv) {
        out.write("image,kind,verdict,value,hits,files,common\r\n");
    } else if (!session.json) {
        out.write(fmt::format("{:<20}{:<13}{:>8}{:>8}  {}\n", "Kind", "Verdict", "Hits", "Files", "Value"));
    }
    for (const Id image : images) {
        query.image = image;
        for (const IdentifierValue& value : TRY(reader.identifier_values(query))) {
            if (told.csv) {
                out.write(fmt::format("{},{},{},{},{},{},{}\r\n", image, name_of(value.kind), name_of(value.verdict),
                                      csv_text(value.value), value.hits, value.files, value.common ? 1 : 0));
            } else if (session.json) {
                out.write(JsonObject{}
                              .number("image", static_cast<std::uint64_t>(image))
                              .text("kind", name_of(value.kind))
                              .text("verdict", name_of(value.verdict))
                              .text("value", value.value)
                              .number("hits", value.hits)
                              .number("files", value.files)
                              .truth("common", value.common)
                              .line());
            } else {
                out.write(fmt::format("{:<20}{:<13}{:>8}{:>8}  {}\n", name_of(value.kind), name_of(value.verdict),
                                      value.hits, value.files, shown(value.value)));
            }
        }
    }
    return out.finish();
}

Result<void> identifiers(Session& session, const IdentifierTold& told) {
    const CaseFolder folder = TRY(CaseFolder::open(told.case_path));
    CaseReader reader = TRY(folder.reader());
    const std::vector<Id> images = TRY(images_of(reader, told.item));
    IdentifierQuery query;
    query.kinds = TRY(chosen<IdentifierKind>("--kind", told.kinds, identifier_kind_names));
    query.verdicts = TRY(chosen<IdentifierVerdict>("--verdict", told.verdicts, identifier_verdict_names));
    query.places = TRY(chosen<IdentifierPlace>("--place", told.places, identifier_place_names));
    query.value = told.value;
    if (told.file) query.file = static_cast<Id>(*told.file);
    query.most = told.limit.value_or(0);
    // Programs are given everything, with the mark; people the rest and how many were left out.
    query.common = told.common || !told.value.empty() || session.json || told.csv;
    TRY(tell_limits(reader, images, session));
    const auto begins = [&] { return begin_reading(session, folder, reader, images); };
    if (told.histogram) {
        TRY(begins());
        return print_values(reader, images, query, told, session);
    }
    const bool asks = !query.kinds.empty() || !query.verdicts.empty() || !query.places.empty() ||
                      !query.value.empty() || query.file || told.limit || told.csv || told.common;
    if (!asks) return print_counts(reader, images, query, session);
    TRY(begins());
    Output out;
    if (told.csv) {
        out.write(
            "id,image,kind,verdict,value,encoding,common,place,image_offset,length,file,path,offset,deleted,"
            "joined\r\n");
    }
    for (const Id image : images) {
        query.image = image;
        TRY(reader.identifiers(query, [&](const IdentifierRow& row) {
            return out.write(told.csv ? row_csv(row) : session.json ? row_json(row) : row_line(row));
        }));
    }
    TRY(out.finish());
    if (!query.common) {
        IdentifierQuery all = query;
        all.common = true;
        all.most = 0;
        std::uint64_t with = 0, without = 0;
        for (const Id image : images) {
            all.image = query.image = image;
            for (const auto& count : TRY(reader.identifier_counts(all))) with += count.hits;
            for (const auto& count : TRY(reader.identifier_counts(query))) without += count.hits;
        }
        if (with != without) {
            std::fprintf(stderr,
                         "sanad: %llu more are names of schemas and of nobody (www.w3.org, 0.0.0.0); "
                         "--common lists them, too\n",
                         static_cast<unsigned long long>(with - without));
        }
    }
    return {};
}

}  // namespace

void add_identifier_verbs(CLI::App& app, Session& session) {
    const auto told = std::make_shared<IdentifierTold>();
    CLI::App* verb = app.add_subcommand(
        "identifiers", "Telephone, identity, account and device numbers, addresses: found by their form in all bytes");
    verb->add_option("case", told->case_path, "Case folder")->required();
    verb->add_option("--kind", told->kinds,
                     "email, url, domain, ipv4, phone, cnic, iban, card, imei, btc, …; may be repeated")
        ->delimiter(',');
    verb->add_option("--verdict", told->verdicts,
                     "valid (its check value holds), plausible (it has none; ranges or the words beside it agree), or "
                     "'format only'")
        ->delimiter(',');
    verb->add_option("--place", told->places, "content, slack, unallocated, elsewhere")->delimiter(',');
    verb->add_option("--value", told->value, "Normalised value, with * and ?: '92300*', '*@example.pk'");
    verb->add_option("--file", told->file, "In this file, by its id");
    verb->add_option("--item", told->item, "Of this exhibit");
    verb->add_option("--limit", told->limit, "At most so many rows of each image");
    verb->add_flag("--histogram", told->histogram, "Each value once, with how often and in how many files");
    verb->add_flag("--common", told->common, "Names of schemas and of nobody, too (www.w3.org, 0.0.0.0)");
    verb->add_flag("--csv", told->csv, "CSV with a header row (RFC 4180)");
    verb->footer(
        "Without a choice: how many of each kind and verdict. No verdict says that a number is in use.\n\n"
        "Examples:\n  sanad identifiers op-lantern\n  sanad identifiers op-lantern --kind cnic,phone --histogram\n"
        "  sanad identifiers op-lantern --kind iban --verdict valid --json\n"
        "  sanad identifiers op-lantern --value '*@example.pk' --csv > mail.csv");
    verb->callback([&session, told] { (void)session.succeeded(identifiers(session, *told)); });
}

}  // namespace sanad
