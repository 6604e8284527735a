#pragma once
// One open case, as the window knows it: where it lies, what it says of itself, when it changed, and how to read it.
#include <QObject>
#include <QString>
#include <QTimeZone>
#include <QTimer>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/store/case_reader.hpp"
#include "gui/reading.hpp"

namespace sanad::gui {

class Marks;

class CaseSession : public QObject {
    Q_OBJECT
public:
    /// An existing case, given with or without ".sanad". It is opened read-only: everything that writes is a verb of
    /// `sanad` (verb_process.hpp).
    static Result<std::unique_ptr<CaseSession>> open(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path database() const { return folder_ / "case.db"; }
    QString folder_text() const;  ///< as an argument of a verb

    const CaseFacts& facts() const { return facts_; }
    QString name() const { return QString::fromStdString(facts_.name); }
    /// In which people are shown times beside UTC.
    const QTimeZone& zone() const { return zone_; }
    std::uint64_t revision() const { return revision_; }
    /// Under review nothing may be written, not even that it was read.
    void set_read_only(bool read_only) { read_only_ = read_only; }
    bool is_read_only() const { return read_only_; }
    /// What examiners marked in it.
    Marks& marks() { return *marks_; }
    ~CaseSession() override;

    /// Puts a question to the case. Keep what comes back as long as the answer is wanted:
    ///     asked_ = session.ask<FileDetail>(Lane::rows, [file](CaseReader& reader) { return reader.file(file); },
    ///                                      [this](Result<FileDetail> answer) { … });
    template <class Answer>
    [[nodiscard]] Asked ask(Lane lane, std::function<Result<Answer>(CaseReader&)> question,
                            std::function<void(Result<Answer>)> answered) {
        return reading_.ask<Answer>(lane, std::move(question), std::move(answered));
    }

    /// Looks at once instead of at the next tick whether the case has changed (a verb has just ended).
    void look_again();

signals:
    /// Somebody committed to the case: an ingest at work, another window's verb. At most once a second, and rarer where
    /// a look at the case takes long: an ingest of a large case is not held up by being watched.
    void changed();
    /// It cannot be read any more (the medium was pulled); said once.
    void lost(const QString& why);

private:
    CaseSession(std::filesystem::path folder, CaseFacts facts, std::uint64_t revision);
    void look();
    bool is_rested();

    std::filesystem::path folder_;
    CaseFacts facts_;
    QTimeZone zone_;
    std::uint64_t revision_;
    Reading reading_;
    QTimer watch_;
    Asked asked_revision_;
    bool read_only_ = false;
    bool lost_ = false;
    bool at_once_ = false;                       ///< the next change is told whatever looking at it costs
    std::chrono::nanoseconds worked_before_{0};  ///< the last look, by Reading::effort()
    std::optional<std::chrono::steady_clock::time_point> rest_until_;  ///< nothing: that look has not ended
    std::unique_ptr<Marks> marks_;                                     ///< last: it asks through what stands above
};

}  // namespace sanad::gui
