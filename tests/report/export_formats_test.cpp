#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "core/base/stop_flag.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/artifact_text.hpp"
#include "core/report/bodyfile.hpp"
#include "core/report/case_uco.hpp"
#include "core/report/dfxml.hpp"
#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"
#include "core/report/file_facts.hpp"
#include "core/report/kml.hpp"
#include "core/report/stix.hpp"
#include "core/report/timeline_rows.hpp"
#include "core/report/workbook.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Names that would break out of a format that trusted them.
const std::string hostile_names[] = {
    "/<script>alert(1)</script>", "/=cmd()|'/c calc'!A1", "/a|b\nc",
    "/invoice\u202egpj.exe",      "/bad\xff\xfe.txt",     std::string{"/bell\x01\x07.txt", 11},
    "/" + std::string(4000, 'n'), "/]]>&amp;\"quote\"",   "/%0A%2525|%zz%"};

struct Filled : SampleCase {
    std::vector<Id> ids;
    StopFlag stop = false;

    Filled() {
        good(writer.begin_walk(file_system));
        std::uint8_t seed = 1;
        for (const std::string& name : hostile_names) {
            const auto known = result(seed, "text/plain");
            ids.push_back(
                good(writer.add_file(file(name, 40 + seed, 5, 1000, (2u << 20) + seed * 4096u), &known)).file);
            ++seed;
        }
        good(writer.finish_walk(WalkState::complete, {}));
        good(writer.add_artifact(
            ids[0], "media.metadata", "1.0.0", ids[0],
            {"picture.made",
             {0, 4, 8},
             {{"latitude", 31.5497}, {"longitude", 74.3436}, {"title", std::string{"=1+1 <b> ]]>"}}}}));
        good(writer.add_artifact(ids[1], "web.chromium", "1.0.0", ids[1],
                                 {"web.visited",
                                  {0, 0, 9},
                                  {{"url", std::string{"https://a.example/?q='x\\"}},
                                   {"visited_at", *parse_iso8601("2024-03-09T10:00:00.25Z")}}}));
        good(writer.commit());
    }
    ExportSource source(CaseReader& reader, ExportScope scope = {}) {
        return good(ExportSource::open(reader, std::move(scope), stop));
    }
    /// What a writer wrote.
    template <class Write>
    std::string written(const Write& write, ExportScope scope = {}) {
        CaseReader opened = reader();
        ExportSource from = source(opened, std::move(scope));
        const auto path = folder.path() / "out";
        std::filesystem::remove(path);
        ExportFile out = good(ExportFile::create(path));
        write(from, out);
        const auto facts = good(out.complete());
        good(out.publish());
        const std::string text = read_file(path);
        CHECK(facts.bytes == text.size());
        Sha256 digest;
        digest.update(bytes_of(text));
        CHECK(facts.sha256 == hex(digest.finish()));
        return text;
    }
};

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++count;
    return count;
}

}  // namespace

TEST_CASE("an export file is whole under its name or not there, and takes nobody's place") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "out.csv";
    {
        ExportFile unfinished = good(ExportFile::create(path));
        unfinished.write("half");
    }
    CHECK(std::filesystem::is_empty(folder.path()));
    ExportFile first = good(ExportFile::create(path));
    first.write("one\n");
    ExportFile second = good(ExportFile::create(path));
    second.write("two\n");
    CHECK(good(first.complete()).bytes == 4);
    CHECK(good(second.complete()).bytes == 4);
    CHECK_FALSE(std::filesystem::exists(path));
    good(first.publish());
    CHECK(second.publish().error().fault == Fault::refused);
    CHECK(ExportFile::create(path).error().fault == Fault::refused);
    CHECK(read_file(path) == "one\n");
}

TEST_CASE("hostile names stay inside their elements of DFXML, each file once") {
    Filled filled;
    const std::string xml = filled.written([](ExportSource& source, ExportFile& out) {
        good(write_dfxml(source, out));
        CHECK(source.tally().files == std::size(hostile_names));
    });
    CHECK(count_of(xml, "<fileobject>") == std::size(hostile_names));
    CHECK(count_of(xml, "<filename>") == std::size(hostile_names));
    CHECK(xml.find("<script>") == std::string::npos);
    CHECK(xml.find("<filename>a|b&#10;c</filename>") != std::string::npos);
    CHECK(xml.find("<filename>bad\\x{ff}\\x{fe}.txt</filename>") != std::string::npos);
    CHECK(xml.find("<filename>bell\\u{1}\\u{7}.txt</filename>") != std::string::npos);
    CHECK(xml.find("img_offset=\"2101248\" len=\"1000\"") != std::string::npos);
    CHECK(xml.find("fs_offset=\"1052672\"") != std::string::npos);
}

TEST_CASE("a body file has one line and eleven fields for each file, whatever its name") {
    Filled filled;
    CaseReader reader = filled.reader();
    for (const FileRow& row : good(reader.rows(filled.ids))) {
        const std::string line = body_lines(row);
        CAPTURE(line);
        CHECK(count_of(line, "\n") == 1);
        CHECK(count_of(line, "|") == 10);
        // mactime decodes %XX: what it makes of this is the name.
        if (row.path.find("%0A") != std::string::npos) {
            CHECK(line.find("|/%250A%252525\\x7c%zz%|") != std::string::npos);
        }
    }
}

TEST_CASE("a file without any time has no line in a body file, and one with times of its name alone has that line") {
    FileRow row;
    row.path = "/archive.zip/member.txt";
    CHECK(body_lines(row).empty());
    row.times.modified_at = Timestamp{400'000'000};  // less than a second after 1970: 0 in a body file
    CHECK(body_lines(row).empty());
    row.name_times.created_at = Timestamp{1'700'000'000'000'000'000};
    const std::string line = body_lines(row);
    CHECK(count_of(line, "\n") == 1);
    CHECK(count_of(line, " ($FILE_NAME)") == 1);
    CHECK(line.ends_with("|0|0|0|1700000000\n"));
    CHECK(without_times_text(1) == "1 file without any time is left out: a body file is of times");
    CHECK(without_times_text(17).starts_with("17 files without any time are left out"));
}

TEST_CASE("lines of log2timeline have 17 fields, those of Timesketch are one line of JSON, in the order of time") {
    Filled filled;
    CaseReader reader = filled.reader();
    const Timeline timeline = good(reader.timeline({}));
    TimelineRows rows = good(TimelineRows::open(reader));
    const auto page = good(rows.page(timeline, 0, timeline.events.size()));
    CHECK(page.size() == 2 * std::size(hostile_names) + 1);
    for (const EventRow& row : page) {
        CHECK(count_of(l2t_csv_line(row), ",") == 16);
        CHECK(count_of(l2t_csv_line(row), "\n") == 1);
        CHECK(count_of(timesketch_line(row), "\n") == 1);
        CHECK(count_of(timeline_csv_line(row), "\n") == 1);
        CHECK(row.exhibit == "RV/1");
    }
    CHECK(count_of(l2t_csv_header(), ",") == 16);
    // Only those of one file.
    TimelineRows::Wanted wanted;
    wanted.file = [&](Id file) { return file == filled.ids[1]; };
    wanted.artifact = [&](const ArtifactRow& row) { return row.file == filled.ids[1]; };
    const auto chosen = good(rows.page(timeline, 0, timeline.events.size(), wanted));
    REQUIRE(chosen.size() == 3);
    CHECK(chosen.back().happening == "Page visited");
    CHECK(timesketch_line(chosen.back()).find("\"datetime\":\"2024-03-09T10:00:00.25Z\"") != std::string::npos);
    CHECK(l2t_csv_line(chosen.front()).starts_with("11/14/2023,22:13:20,UTC,...B,FILE,"));
}

TEST_CASE("KML places what has a place, with its text as text") {
    Filled filled;
    const std::string kml =
        filled.written([](ExportSource& source, ExportFile& out) { CHECK(good(write_kml(source, out)) == 1); });
    CHECK(kml.find("<coordinates>74.3436,31.5497</coordinates>") != std::string::npos);
    CHECK(kml.find("=1+1 &lt;b&gt; ]]&gt;") != std::string::npos);
}

TEST_CASE("indicators are made of what was chosen, with no name in them, and the same identifiers every time") {
    Filled filled;
    const auto bundle = [&] {
        return filled.written([](ExportSource& source, ExportFile& out) {
            const StixCounts counts = good(write_stix(source, {"green", "CERT of the lab"}, out));
            CHECK(counts.files == std::size(hostile_names));
            CHECK(counts.addresses == 1);
            CHECK(counts.indicators == counts.files + counts.addresses);
        });
    };
    const std::string text = bundle();
    CHECK(text == bundle());
    CHECK(text.find("script") == std::string::npos);
    // The pattern's own quotes and backslashes are escaped, and JSON escapes the backslashes again.
    CHECK(text.find(R"([url:value = 'https://a.example/?q=\\'x\\\\'])") != std::string::npos);
    CHECK(text.find("34098fce-860f-48ae-8e50-ebd3cc5e41da") != std::string::npos);
    filled.written([](ExportSource& source, ExportFile& out) {
        CHECK(write_stix(source, {"purple", "x"}, out).error().fault == Fault::refused);
    });
}

TEST_CASE("a CASE graph is the same bytes every time, and tells only of the chosen files") {
    Filled filled;
    const auto graph = [&](ExportScope scope) {
        return filled.written([](ExportSource& source, ExportFile& out) { good(write_case_uco(source, {}, out)); },
                              std::move(scope));
    };
    const std::string all = graph({});
    CHECK(all == graph({}));
    CHECK(count_of(all, "\"observable:FileFacet\"") == std::size(hostile_names));
    // UCO wants a core:Facet wherever a facet stands, and has not heard of ours.
    CHECK(count_of(all, R"("@type":["sanad:ArtifactFacet","core:Facet"])") == 2);
    CHECK(count_of(all, R"("@type":["sanad:FileRecordFacet","core:Facet"])") == std::size(hostile_names));
    CHECK(count_of(all, "\"sanad:ArtifactFacet\"") == 2);
    CHECK(count_of(all, "\"observable:URLVisitFacet\"") == 1);
    CHECK(count_of(all, "\"location:LatLongCoordinatesFacet\"") == 1);
    CHECK(all.find("\"sanad:pathBytes\":{\"@type\":\"xsd:hexBinary\",\"@value\":\"2f626164fffe2e747874\"}") !=
          std::string::npos);
    ExportScope one;
    one.files.sha256 = {result(2, "").digests.sha256};
    one.all_files = false;
    const std::string few = graph(one);
    CHECK(count_of(few, "\"observable:FileFacet\"") == 1);
    CHECK(count_of(few, "\"sanad:ArtifactFacet\"") == 1);
    // Marked ones: a file without findings, and a finding in a file that is not marked.
    ExportScope marked;
    marked.all_files = false;
    marked.only = std::vector<Id>{filled.ids[3]};
    marked.also = {1};
    const std::string tagged = graph(marked);
    CHECK(count_of(tagged, "\"observable:FileFacet\"") == 1);
    CHECK(count_of(tagged, "\"sanad:ArtifactFacet\"") == 1);
    CHECK(tagged.find("picture.made") != std::string::npos);
}

TEST_CASE("an authority on record is an authorization of the investigation, and a result of its entry") {
    Filled filled;
    CustodyAct act;
    act.event.ledger = "op-lantern";
    act.event.seq = 3;
    act.event.type = "authority.add";
    act.event.time = "2026-01-06T10:00:00Z";
    act.event.actor.person = "r.vance";
    act.event.body.set("kind", "search_warrant").set("number", "17/2026").set("issuer", "Sessions \"Court\"");
    act.event.body.set("date", "2026-01-05");
    act.hash = std::string(64, 'a');
    const auto graph = [&] {
        const CustodyAct acts[] = {act};
        return filled.written([&](ExportSource& source, ExportFile& out) { good(write_case_uco(source, acts, out)); });
    };
    std::string text = graph();
    CHECK(count_of(text, R"("@type":"investigation:Authorization")") == 1);
    CHECK(count_of(text, R"("investigation:authorizationType":"search_warrant")") == 1);
    CHECK(count_of(text, R"("investigation:authorizationIdentifier":"17/2026")") == 1);
    CHECK(count_of(text, R"(issued by Sessions \"Court\")") == 1);
    CHECK(count_of(text, R"("core:startTime":{"@type":"xsd:dateTime","@value":"2026-01-05T00:00:00"})") == 1);
    CHECK(count_of(text, "\"core:endTime\"") == 0);
    CHECK(count_of(text, "\"investigation:relevantAuthorization\"") == 1);
    CHECK(count_of(text, "\"action:result\":{\"@id\":\"kb:authorization-") == 1);
    act.event.body.set("expires", "2026-02-05");
    CHECK(count_of(graph(), "2026-02-05T23:59:59") == 1);
    act.event.type = "court.notice";
    CHECK(count_of(graph(), "uthorization\"") == 0);
}

TEST_CASE("a workbook has a sheet for the files and one for each type of finding") {
    Filled filled;
    const std::string book = filled.written([](ExportSource& source, ExportFile& out) {
        const WorkbookCounts counts = good(write_workbook(source, SheetsRun::right_to_left, out));
        CHECK(counts.files == std::size(hostile_names));
        CHECK(counts.artifacts == 2);
        CHECK(counts.sheets == 6);  // case, files, two types, outcomes, verification
        CHECK(counts.cut_cells == 0);
    });
    CHECK(book.starts_with("PK"));
    CHECK(book == filled.written([](ExportSource& source, ExportFile& out) {
        good(write_workbook(source, SheetsRun::right_to_left, out));
    }));
}

TEST_CASE("columns of findings are those of their types, and a row fills its own") {
    Filled filled;
    CaseReader reader = filled.reader();
    const auto ids = good(reader.find_artifacts({}));
    const auto columns = good(attribute_columns(reader, ids));
    CHECK(columns.front() == "format");
    const auto rows = good(reader.artifacts(ids));
    for (const ArtifactRow& row : rows) {
        CHECK(count_of(artifact_csv(row, columns), "\r\n") == 1);
        CHECK(artifact_json(row.artifact, source_json(row)).find("\"exhibit\":\"RV/1\"") != std::string::npos);
    }
    CHECK(artifact_csv_header(columns).starts_with("id,type,format,"));
    CHECK(joined_values(rows.back().artifact, "visited_at") == "2024-03-09T10:00:00.25Z");
    CHECK(artifact_lines(rows.front().artifact).find("picture.made") == 0);
    for (const FileRow& row : good(reader.rows(filled.ids))) CHECK(count_of(file_csv(row), "\n") == 1);
}

TEST_CASE("whoever wants an export to stop gets an error and no file") {
    Filled filled;
    CaseReader reader = filled.reader();
    ExportSource source = filled.source(reader);
    filled.stop = true;
    CHECK_FALSE(source.each_file([](const FileRow&) { return true; }));
    CHECK_FALSE(source.each_artifact({}, [](const ArtifactRow&) { return true; }));
}
