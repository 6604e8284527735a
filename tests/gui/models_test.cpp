// Every model under Qt's own tester: with a million rows standing still, with a few thousand in motion.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

#include "gui/marks.hpp"
#include "gui/models/artifact_model.hpp"
#include "gui/models/column_filter.hpp"
#include "gui/models/event_model.hpp"
#include "gui/models/evidence_tree_model.hpp"
#include "gui/models/file_model.hpp"
#include "gui/past_searches.hpp"
#include "gui/shown_text.hpp"
#include "tests/gui/large_case.hpp"
#include "tests/gui/waiting.hpp"

using namespace sanad;
using namespace sanad::test;
using Tester = QAbstractItemModelTester;

namespace {

std::unique_ptr<gui::CaseSession> session_of(const SampleCase& sample) {
    return good(gui::CaseSession::open(sample.files.path()));
}

/// Waits for the ids that were asked for.
void answered(gui::PagedTableModel& model) {
    REQUIRE(soon([&] { return !model.is_asking(); }, 60'000));
}

QString text(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

/// The cell's text as soon as its page has come.
QString text_soon(const QAbstractItemModel& model, int row, int column) {
    soon([&] { return !text(model, row, column).isEmpty(); });
    return text(model, row, column);
}

class Timed {
public:
    explicit Timed(const char* what) : what_{what} { timer_.start(); }
    ~Timed() { fmt::print("  {:<52} {:6} ms\n", what_, timer_.elapsed()); }

private:
    const char* what_;
    QElapsedTimer timer_;
};

}  // namespace

TEST_CASE("a million files are a table at once, keep to the rules of models, and sort in the case") {
    LargeCase& large = large_case();
    const auto session = session_of(large);
    gui::FileModel model;
    model.open_case(*session);
    {
        const Timed timed{"files: ids of all, and the first rows"};
        model.set_query({});
        answered(model);
        CHECK(text_soon(model, 0, gui::FileModel::name) == QLatin1String{"Users"});
    }
    CHECK(model.rowCount() == static_cast<int>(large.files));
    {
        const Timed timed{"files: Qt's tester over every cell"};
        const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    }
    CHECK_FALSE(text_soon(model, model.rowCount() - 1, gui::FileModel::path).isEmpty());
    {
        const Timed timed{"files: sorted by size, largest first"};
        model.sort(gui::FileModel::size, Qt::DescendingOrder);
        answered(model);
    }
    const auto size_at = [&](int row) {
        REQUIRE(soon([&] { return !text(model, row, gui::FileModel::name).isEmpty(); }));
        return model.known(row)->size;
    };
    CHECK(size_at(0) >= size_at(1));
    CHECK(size_at(1) >= size_at(300));
    {
        const Timed timed{"files: narrowed by a pattern of names"};
        FileQuery query;
        query.names = {"*77.jpg"};
        model.set_query(query);
        answered(model);
    }
    CHECK(model.rowCount() > 0);
    CHECK(text_soon(model, 0, gui::FileModel::name).endsWith(QLatin1String{"77.jpg"}));
    model.close_case();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("a million findings and twice as many moments are tables too") {
    LargeCase& large = large_case();
    const auto session = session_of(large);
    gui::ArtifactModel artifacts;
    artifacts.open_case(*session);
    ArtifactQuery query;
    query.types = {"web.visited"};
    artifacts.set_query(query);
    answered(artifacts);
    CHECK(artifacts.rowCount() == static_cast<int>(large.artifacts));
    {
        const Timed timed{"findings: Qt's tester over every cell"};
        const Tester tester{&artifacts, Tester::FailureReportingMode::Fatal};
    }
    CHECK(text_soon(artifacts, 0, artifacts.column(QStringLiteral("url"))) == QLatin1String{"https://example.org/0"});
    artifacts.close_case();

    std::shared_ptr<const Timeline> timeline;
    {
        const Timed timed{"moments: every time in the case"};
        auto reader = large.reader();
        timeline = std::make_shared<const Timeline>(good(reader.timeline({})));
    }
    CHECK(timeline->events.size() == large.files - 1 + large.artifacts);
    std::vector<std::uint32_t> all(timeline->events.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
    gui::EventModel events;
    events.open_case(*session);
    events.set_events(timeline, all);
    {
        const Timed timed{"moments: Qt's tester over every cell"};
        const Tester tester{&events, Tester::FailureReportingMode::Fatal};
    }
    CHECK_FALSE(text_soon(events, events.rowCount() / 2, gui::EventModel::path).isEmpty());
    events.close_case();
}

TEST_CASE("a table that is sorted, narrowed, and grown by an ingest keeps to the rules of models all the while") {
    LargeCase small{3000, 300};
    const auto session = session_of(small);
    gui::FileModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    model.open_case(*session);
    model.set_query({});
    answered(model);
    CHECK(model.rowCount() == 3000);
    CHECK_FALSE(text_soon(model, 2999, gui::FileModel::name).isEmpty());

    // An ingest adds a file: the rows that were there stay, one comes after them.
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    Id added = 0;
    {
        const auto facts = ntfs_facts();
        const Id second = good(small.writer.add_file_systems(small.image, std::span{&facts, 1})).front();
        good(small.writer.begin_walk(second));
        added = good(small.writer.add_file(file("/late.txt", 7, 5))).file;
        good(small.writer.finish_walk(WalkState::complete, {}));
        good(small.writer.commit());
    }
    model.case_changed();
    answered(model);
    CHECK(model.rowCount() == 3001);
    CHECK(inserted.size() == 1);
    CHECK(reset.isEmpty());
    CHECK(model.row_of(added) == 3000);
    CHECK(text_soon(model, 3000, gui::FileModel::name) == QLatin1String{"late.txt"});

    model.sort(gui::FileModel::name, Qt::DescendingOrder);
    answered(model);
    CHECK(text_soon(model, 0, gui::FileModel::name) == QLatin1String{"late.txt"});
    // Of two questions in a row only the second is answered.
    QSignalSpy answers{&model, &gui::PagedTableModel::answered};
    FileQuery deleted;
    deleted.states = {NameState::deleted};
    model.set_query(deleted);
    FileQuery none;
    none.names = {"no such name"};
    model.set_query(none);
    answered(model);
    CHECK(model.rowCount() == 0);
    CHECK(answers.size() == 1);
}

TEST_CASE("the tree opens folders when they are asked for, and keeps them open while counts change") {
    LargeCase small{60, 20};
    const auto session = session_of(small);
    gui::EvidenceTreeModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    model.open_case(*session);
    REQUIRE(soon([&] { return model.rowCount() == 5; }));
    CHECK(model.index(0, 0).data().toString() == QLatin1String{"Op Lantern"});
    const QModelIndex item = model.index(0, 0, model.index(0, 0));
    CHECK(item.data().toString().startsWith(QLatin1String{"RV/1"}));
    const QModelIndex volume = model.index(0, 0, model.index(0, 0, item));
    CHECK(volume.data().toString() ==
          QStringLiteral("0: NTFS / exFAT (0x07) · %1 from byte 1,048,576").arg(gui::shown_size(60 << 20)));
    CHECK(model.asks(volume).files.volume == Id{1});
    CHECK(model.is_above_files(volume));
    const QModelIndex system = model.index(0, 0, volume);
    CHECK(system.data().toString() == QLatin1String{"Windows  NTFS"});
    CHECK_FALSE(model.is_above_files(system));
    const auto views = model.match(model.index(0, 0, model.index(1, 0)), Qt::DisplayRole,
                                   QStringLiteral("Not examined"), 1, Qt::MatchExactly);
    REQUIRE(views.size() == 1);
    CHECK(model.asks(views.front()).files.not_examined);
    // Qt's tester fetches too, so that it may have been asked before.
    if (model.canFetchMore(system)) model.fetchMore(system);
    REQUIRE(soon([&] { return model.rowCount(system) == 1; }));
    const QPersistentModelIndex users{model.index(0, 0, system)};
    CHECK(users.data().toString() == QLatin1String{"Users"});
    CHECK(model.folder_of(users) == Id{1});
    const auto asks = model.asks(users);
    CHECK(asks.files.parent == Id{1});
    // Users holds no folders: its arrow goes away once that is known.
    if (model.canFetchMore(users)) model.fetchMore(users);
    CHECK(soon([&] { return !model.hasChildren(users); }));

    good(small.writer.add_artifact(2, "web.firefox", "1.0.0", 2,
                                   {"web.visited", {0, 0, 8}, {{"url", std::string{"https://example.org/more"}}}}));
    good(small.writer.commit());
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    model.case_changed();
    REQUIRE(soon([&] { return !changed.isEmpty(); }));
    CHECK(users.isValid());
    const QModelIndex findings = model.index(2, 0);
    CHECK(findings.data().toString() == QLatin1String{"Findings  (21)"});
    CHECK(model.asks(model.index(0, 0, findings)).artifacts.types == std::vector<std::string>{"web.*"});
}

TEST_CASE("a folder of a million folders opens as far as anybody reads, and says how many more the table has") {
    const std::size_t folders = large_case().files;
    SampleCase wide;
    good(wide.writer.begin_walk(wide.file_system));
    good(wide.writer.add_file(directory("/cache", 10, 5)));
    for (std::size_t i = 0; i < folders; ++i) {
        good(wide.writer.add_file(directory(fmt::format("/cache/{:07}", i), 1000 + i, 10)));
        good(wide.writer.commit_when(200'000));
    }
    good(wide.writer.finish_walk(WalkState::complete, {}));
    good(wide.writer.commit());

    const auto session = session_of(wide);
    gui::EvidenceTreeModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    model.open_case(*session);
    REQUIRE(soon([&] { return model.rowCount() == 5; }));
    const auto open = [&](const QModelIndex& index) {
        if (model.canFetchMore(index)) model.fetchMore(index);
        REQUIRE(soon([&] { return model.rowCount(index) > 0; }, 60'000));
        return model.index(0, 0, index);
    };
    QModelIndex system = model.index(0, 0);
    while (model.is_above_files(system)) system = model.index(0, 0, system);
    const QModelIndex cache = open(system);
    CHECK(cache.data().toString() == QLatin1String{"cache"});
    {
        const Timed timed{"tree: a folder of a million folders opened"};
        CHECK(open(cache).data().toString() == QLatin1String{"0000000"});
    }
    constexpr int most = gui::EvidenceTreeModel::most_folders;
    REQUIRE(model.rowCount(cache) == most + 1);
    const QModelIndex rest = model.index(most, 0, cache);
    CHECK(rest.data().toString() ==
          QStringLiteral("%1 more folders, in the table").arg(gui::shown_number(folders - most)));
    const auto asks = model.asks(rest);
    CHECK(good(wide.reader().count(asks.files)) == folders);
    CHECK(asks.words == QLatin1String{"Folders in /cache"});
}

TEST_CASE("the tree has every volume with its kind, place and size, and what it holds beneath it, listed or not") {
    SampleCase sample;
    const Id item = good(sample.reader().evidence_items()).front().id;
    const Id image = good(sample.writer.add_image(item, laptop_facts()));
    const auto volume = [](VolumeKind kind, const char* description, std::uint64_t offset, std::uint32_t ordinal) {
        Volume made;
        made.ordinal = ordinal;
        made.kind = kind;
        made.scheme = "GPT";
        made.description = description;
        made.offset = offset;
        made.length = 1 << 20;
        return made;
    };
    std::vector<Volume> volumes{
        volume(VolumeKind::table, "GPT Header", 0, 0), volume(VolumeKind::partition, "secrets\xE2\x80\xAE", 1 << 20, 1),
        volume(VolumeKind::unallocated, "Unallocated", 2 << 20, 2), volume(VolumeKind::partition, "", 3 << 20, 3),
        volume(VolumeKind::pool_volume, "Data", 3 << 20, 4)};
    volumes[4].parent = 3;
    const auto ids = good(sample.writer.add_volumes(image, volumes));
    FileSystemFacts locked = ntfs_facts();
    locked.volume = 1;
    locked.type = "BitLocker";
    locked.label.clear();
    locked.readable = false;
    locked.reason = "encrypted with BitLocker";
    FileSystemFacts in_gap = ntfs_facts();
    in_gap.volume = 2;
    FileSystemFacts in_pool = ntfs_facts();
    in_pool.volume = 4;
    const std::vector<FileSystemFacts> facts{locked, in_gap, in_pool};
    good(sample.writer.add_file_systems(image, facts));
    good(sample.writer.commit());

    const auto session = session_of(sample);
    gui::EvidenceTreeModel model;
    model.open_case(*session);
    REQUIRE(soon([&] { return model.rowCount() == 5; }));
    const QModelIndex of_image = model.index(1, 0, model.index(0, 0, model.index(0, 0)));
    REQUIRE(model.rowCount(of_image) == 4);
    const auto at = [&](int row, const QModelIndex& above) { return model.index(row, 0, above); };
    const auto words = [](const QModelIndex& index) { return index.data().toString(); };
    CHECK(words(at(0, of_image)) == QStringLiteral("0: Partition table · 1.00 MiB from byte 0"));
    CHECK_FALSE(model.hasChildren(at(0, of_image)));
    CHECK(words(at(1, of_image)) == QStringLiteral("1: secrets\\u{202e} · 1.00 MiB from byte 1,048,576"));
    const QModelIndex bitlocker = at(0, at(1, of_image));
    CHECK(words(bitlocker) == QStringLiteral("BitLocker · encrypted with BitLocker"));
    CHECK_FALSE(model.hasChildren(bitlocker));
    CHECK(words(at(2, of_image)) == QStringLiteral("2: Gap · 1.00 MiB from byte 2,097,152"));
    CHECK(model.canFetchMore(at(0, at(2, of_image))));
    CHECK(words(at(3, of_image)) == QStringLiteral("3: Volume · 1.00 MiB from byte 3,145,728"));
    const QModelIndex in_it = at(0, at(3, of_image));
    CHECK(words(in_it) == QStringLiteral("4: Data · 1.00 MiB from byte 3,145,728"));
    CHECK(model.asks(in_it).files.volume == ids[4]);
    CHECK(words(at(0, in_it)) == QLatin1String{"Windows  NTFS"});
}

TEST_CASE("hash sets stand in the tree once they hold something, by kind and each with its files") {
    SampleCase sample;
    good(sample.writer.begin_walk(sample.file_system));
    const auto one = result(1, "text/plain"), two = result(2, "text/plain"), three = result(3, "text/plain");
    good(sample.writer.add_file(file("/ordinary.dll", 41, 5, 100), &one));
    good(sample.writer.add_file(file("/tool.exe", 42, 5, 200), &two));
    good(sample.writer.add_file(file("/both.exe", 43, 5, 300), &three));
    good(sample.writer.add_file(file("/hard link to the tool", 42, 5, 200)));
    good(sample.writer.finish_walk(WalkState::complete, {}));
    good(sample.writer.commit());

    const auto session = session_of(sample);
    gui::EvidenceTreeModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    model.open_case(*session);
    REQUIRE(soon([&] { return model.rowCount() == 5; }));
    const auto found = [&] {
        for (int row = 0; row < model.rowCount(model.index(1, 0)); ++row)
            if (const QModelIndex node = model.index(row, 0, model.index(1, 0));
                node.data() == QLatin1String{"Hash sets"})
                return node;
        return QModelIndex{};
    };
    CHECK_FALSE(found().isValid());

    const std::vector<HashSetUsed> used{{0, "bad", HashSetKind::notable, "", "the bank", 51, Sha256Digest{1}, true},
                                        {0, "empty", HashSetKind::notable, "", "nobody", 1, Sha256Digest{3}, true},
                                        {0, "nsrl", HashSetKind::known, "2024", "NIST", 9, Sha256Digest{2}, true}};
    const auto sets = good(sample.writer.set_hash_sets(sample.image, used));
    good(sample.writer.add_hash_hit(1, sets[2], "", HashAlgorithm::sha1));
    good(sample.writer.add_hash_hit(2, sets[0], "1", HashAlgorithm::md5));
    good(sample.writer.add_hash_hit(2, sets[0], "2", HashAlgorithm::md5));
    good(sample.writer.add_hash_hit(3, sets[0], "1", HashAlgorithm::md5));
    good(sample.writer.add_hash_hit(3, sets[2], "", HashAlgorithm::sha1));
    good(sample.writer.commit());
    model.case_changed();
    REQUIRE(soon([&] { return found().isValid(); }));
    const QModelIndex hash_sets = found();
    REQUIRE(model.rowCount(hash_sets) == 2);
    const QModelIndex notable = model.index(0, 0, hash_sets), known = model.index(1, 0, hash_sets);
    CHECK(notable.data().toString() == QLatin1String{"In notable sets  (3)"});
    CHECK(known.data().toString() == QLatin1String{"In known sets  (2)"});
    REQUIRE(model.rowCount(notable) == 1);
    REQUIRE(model.rowCount(known) == 1);
    CHECK(model.index(0, 0, notable).data().toString() == QLatin1String{"bad  (3)"});
    CHECK(model.index(0, 0, known).data().toString() == QLatin1String{"nsrl  (2)"});
    auto reader = sample.reader();
    for (const QModelIndex& node : {notable, model.index(0, 0, notable)})
        CHECK(good(reader.count(model.asks(node).files)) == 3);
    for (const QModelIndex& node : {known, model.index(0, 0, known)})
        CHECK(good(reader.count(model.asks(node).files)) == 2);
    CHECK(good(reader.count(model.asks(hash_sets).files)) == 4);
}

TEST_CASE("what was searched for stands in the tree, the latest first and each once") {
    SampleCase sample;
    const auto session = session_of(sample);
    gui::EvidenceTreeModel model;
    const Tester tester{&model, Tester::FailureReportingMode::Fatal};
    model.open_case(*session);
    REQUIRE(soon([&] { return model.rowCount() == 5; }));
    const QModelIndex searches = model.index(4, 0);
    CHECK(searches.data().toString() == QLatin1String{"Searches"});
    CHECK(model.rowCount(searches) == 0);
    auto& past = gui::PastSearches::of(*session);
    past.add({QStringLiteral("hawala"), 0});
    past.add({QStringLiteral("4d5a"), 3});
    past.add({QStringLiteral("hawala"), 0});
    REQUIRE(model.rowCount(model.index(4, 0)) == 2);
    const QModelIndex latest = model.index(0, 0, model.index(4, 0));
    CHECK(latest.data().toString() == QLatin1String{"hawala"});
    const auto asks = model.asks(model.index(1, 0, model.index(4, 0)));
    CHECK(asks.what == gui::EvidenceTreeModel::Asks::For::search);
    CHECK(asks.search == gui::PastSearch{QStringLiteral("4d5a"), 3});
    for (std::size_t i = 0; i < 2 * gui::PastSearches::most; ++i) past.add({QString::number(i), 0});
    CHECK(past.all().size() == gui::PastSearches::most);
}

TEST_CASE("filters of a header become questions, and what makes no sense is said") {
    gui::ColumnFilters filters;
    filters[QStringLiteral("name")].text = QStringLiteral(" holiday ");
    filters[QStringLiteral("extension")].text = QStringLiteral(".JPG, png");
    filters[QStringLiteral("size")].from = 1000;
    filters[QStringLiteral("state")].choices = {1, 2};
    filters[QStringLiteral("modified_at")].to = 5;
    const FileQuery query = good(gui::file_conditions(filters));
    CHECK(query.names == std::vector<std::string>{"*holiday*"});
    CHECK(query.extensions == std::vector<std::string>{"jpg", "png"});
    CHECK(query.min_size == std::uint64_t{1000});
    CHECK(query.states == std::vector<NameState>{NameState::deleted, NameState::orphan});
    REQUIRE(query.times.size() == 1);
    CHECK(query.times[0].to == Timestamp{5});
    CHECK(gui::glob_of(QStringLiteral("a?c*")) == "a?c*");
    CHECK(gui::filters_from(gui::to_map(filters)) == filters);

    filters.clear();
    filters[QStringLiteral("metadata_address")].from = 10;
    filters[QStringLiteral("metadata_address")].to = 20;
    const FileQuery addresses = good(gui::file_conditions(filters));
    CHECK(addresses.min_metadata_address == std::uint64_t{10});
    CHECK(addresses.max_metadata_address == std::uint64_t{20});
    CHECK_FALSE(addresses.metadata_address.has_value());
    filters.clear();
    filters[QStringLiteral("sha256")].text = QString{64, u'a'};
    CHECK(good(gui::file_conditions(filters)).sha256.size() == 1);
    filters[QStringLiteral("sha256")].text = QStringLiteral("abc");
    CHECK_FALSE(gui::file_conditions(filters).has_value());
}
