#include "gui/verb_process.hpp"

#include <doctest/doctest.h>

#include <QSignalSpy>
#include <QTest>

#include "tests/gui/waiting.hpp"
#include "tests/store/sample_case.hpp"

using namespace sanad;
using namespace sanad::test;
using End = gui::VerbOutcome::End;

namespace {

struct Watched {
    gui::VerbProcess verb;
    std::vector<QJsonObject> lines;
    std::optional<gui::VerbOutcome> outcome;

    Watched() {
        QObject::connect(&verb, &gui::VerbProcess::line, [this](const QJsonObject& line) { lines.push_back(line); });
        QObject::connect(&verb, &gui::VerbProcess::ended, [this](const gui::VerbOutcome& ended) { outcome = ended; });
    }
    gui::VerbOutcome run(const QStringList& arguments) {
        outcome.reset();
        verb.start(arguments);
        REQUIRE(soon([&] { return outcome.has_value(); }));
        return *outcome;
    }
};

}  // namespace

TEST_CASE("a verb's JSON lines arrive as objects, and its end as a value") {
    const SampleCase sample;
    Watched watched;
    const auto outcome = watched.run(
        {QStringLiteral("evidence"), QStringLiteral("list"), QString::fromStdString(sample.files.path().string())});
    CHECK(outcome.end == End::fine);
    CHECK(outcome.message.isEmpty());
    REQUIRE(watched.lines.size() == 1);
    CHECK(watched.lines[0][QStringLiteral("exhibit_number")].toString() == QLatin1String{"RV/1"});
}

TEST_CASE("a verb that cannot do its work says why, and the same run can be tried again") {
    Watched watched;
    const TemporaryFolder folder;
    const QString nothing = QString::fromStdString((folder.path() / "nothing").string());
    const auto outcome = watched.run({QStringLiteral("evidence"), QStringLiteral("list"), nothing});
    CHECK(outcome.end == End::could_not_tell);
    CHECK(outcome.message.contains(QStringLiteral("nothing")));

    const auto made = CaseFolder::create(folder.path() / "nothing", lantern_facts());
    REQUIRE(made.has_value());
    watched.outcome.reset();
    watched.verb.retry();
    REQUIRE(soon([&] { return watched.outcome.has_value(); }));
    CHECK(watched.outcome->end == End::fine);
}

TEST_CASE("a verb that does not exist is told from one that failed") {
    Watched watched;
    const auto outcome = watched.run({QStringLiteral("no-such-verb")});
    CHECK(outcome.end == End::usage);
    CHECK_FALSE(outcome.message.isEmpty());
}
