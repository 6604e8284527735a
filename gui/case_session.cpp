#include "gui/case_session.hpp"

#include <algorithm>
#include <utility>

#include "gui/marks.hpp"

namespace sanad::gui {
namespace {

constexpr int watch_every_ms = 1000;
constexpr int rest_for_work = 4;  // of the time that reading takes
constexpr std::chrono::seconds most_rest{15};

QTimeZone zone_of(const CaseFacts& facts) {
    const QTimeZone zone{QByteArray::fromStdString(facts.time_zone)};
    return zone.isValid() ? zone : QTimeZone::utc();
}

}  // namespace

Result<std::unique_ptr<CaseSession>> CaseSession::open(const std::filesystem::path& folder) {
    std::error_code unknown;
    std::filesystem::path found = std::filesystem::absolute(folder, unknown).lexically_normal();
    if (!found.has_filename()) found = found.parent_path();  // "op-lantern.sanad/"
    if (!std::filesystem::exists(found / "case.db", unknown)) found += ".sanad";
    CaseReader reader = TRY(CaseReader::open(found / "case.db"));
    auto facts = TRY(reader.facts());
    const auto revision = TRY(reader.revision());
    return std::unique_ptr<CaseSession>{new CaseSession{std::move(found), std::move(facts), revision}};
}

CaseSession::CaseSession(std::filesystem::path folder, CaseFacts facts, std::uint64_t revision)
    : folder_{std::move(folder)},
      facts_{std::move(facts)},
      zone_{zone_of(facts_)},
      revision_{revision},
      reading_{folder_ / "case.db"} {
    watch_.setInterval(watch_every_ms);
    connect(&watch_, &QTimer::timeout, this, &CaseSession::look);
    watch_.start();
    marks_ = std::make_unique<Marks>(*this);
}

CaseSession::~CaseSession() = default;

QString CaseSession::folder_text() const {
    return QString::fromLocal8Bit(folder_.string().c_str());
}

void CaseSession::look_again() {
    at_once_ = true;
    look();
}

bool CaseSession::is_rested() {
    const Reading::Effort effort = reading_.effort();
    if (effort.at_work) return false;
    const auto now = std::chrono::steady_clock::now();
    // What is asked after the look has ended is the examiner's affair, and costs no rest.
    if (!rest_until_) {
        const auto rest = rest_for_work * (effort.worked - worked_before_);
        rest_until_ = now + std::min<std::chrono::nanoseconds>(rest, most_rest);
    }
    return now >= *rest_until_;
}

void CaseSession::look() {
    if (asked_revision_.is_open()) return;
    asked_revision_ = ask<std::uint64_t>(
        Lane::rows, [](CaseReader& reader) { return reader.revision(); },
        [this](const Result<std::uint64_t>& revision) {
            if (!revision) {
                if (!std::exchange(lost_, true)) emit lost(QString::fromStdString(revision.error().what));
                return;
            }
            lost_ = false;
            const bool rested = is_rested();
            if (*revision == revision_ || !(rested || at_once_)) return;
            revision_ = *revision;
            at_once_ = false;
            worked_before_ = reading_.effort().worked;
            rest_until_.reset();
            emit changed();
        });
}

}  // namespace sanad::gui
