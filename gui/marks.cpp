#include "gui/marks.hpp"

#include <QJsonArray>
#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "core/store/marked.hpp"
#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

constexpr int look_again_ms = 1000;
constexpr std::size_t most_at_once = 2000;  // ids in the arguments of one verb

QColor colour_of(const std::string& word) {
    static const std::pair<const char*, QColor> named[] = {
        {"red", QColor{0xd6, 0x3b, 0x3b}},   {"orange", QColor{0xe0, 0x7b, 0x1a}}, {"yellow", QColor{0xd9, 0xb3, 0x1a}},
        {"green", QColor{0x2f, 0x9e, 0x5b}}, {"blue", QColor{0x2f, 0x74, 0xc4}},   {"purple", QColor{0x8a, 0x55, 0xc9}},
        {"grey", QColor{0x80, 0x88, 0x90}}};
    for (const auto& [name, colour] : named) {
        if (word == name) return colour;
    }
    const QColor colour = QColor::fromString(QString::fromStdString(word));
    return colour.isValid() ? colour : named[2].second;
}

/// Nothing for what is on something else than files and findings, or on what is not in the case any more.
Result<std::optional<Remark>> remark_of(CaseReader& reader, const Mark& mark, const FoundAgain& found) {
    const bool on_file = mark.subject.thing == MarkedThing::file;
    if (found.standing == Standing::gone || !(on_file || mark.subject.thing == MarkedThing::artifact))
        return std::nullopt;
    Remark remark;
    remark.mark = mark.seq;
    remark.is_note = mark.act == MarkAct::note;
    remark.tag = shown_name(mark.tag);
    remark.text = QString::fromStdString(mark.text);
    remark.examiner = shown_name(mark.examiner);
    remark.made_at = mark.made_at;
    remark.thing = on_file ? Taggable::file : Taggable::artifact;
    remark.id = remark.file = found.id;
    remark.on_other_content = found.standing == Standing::changed;
    if (!on_file) {
        const auto rows = TRY(reader.artifacts(std::span{&found.id, 1}));
        if (rows.empty()) return std::nullopt;
        remark.file = rows.front().source_file;
        remark.finding = shown_name(mark.subject.label);
    }
    return remark;
}

}  // namespace

Marks::Marks(CaseSession& session, QObject* parent) : QObject{parent}, session_{session} {
    watch_.setInterval(look_again_ms);
    connect(&watch_, &QTimer::timeout, this, &Marks::ask);
    connect(&session_, &CaseSession::changed, this, [this] {
        revision_ = 0;  // a new ingest renumbers files: what bears a tag is found again
        ask();
    });
    watch_.start();
    connect(&verb_, &VerbProcess::line, this, [this](const QJsonObject& line) {
        for (const QJsonValue& mark : line[QLatin1String{"marks"}].toArray())
            marks_made_.push_back(static_cast<quint64>(mark.toInteger()));
    });
    connect(&verb_, &VerbProcess::ended, this, [this](const VerbOutcome& outcome) {
        if (!outcome.succeeded()) {
            waiting_.clear();
            emit failed(outcome.message);
            return;
        }
        if (running_.undoes != 0) {
            std::erase_if(undo_, [&](const Reverse& reverse) { return reverse.number == running_.undoes; });
        } else if (!running_.reverse.isEmpty()) {
            undo_.push_back({++acts_, running_.reverse, {}});
        } else if (!marks_made_.empty()) {
            undo_.push_back({++acts_,
                             {running_.arguments[0], QStringLiteral("remove"), session_.folder_text(),
                              QStringLiteral("--reason"), QStringLiteral("undone")},
                             marks_made_});
        }
        emit said(running_.words);
        look_again();
        if (!waiting_.empty()) {
            Act next = std::move(waiting_.front());
            waiting_.erase(waiting_.begin());
            run(std::move(next));
        }
    });
    ask();
}

void Marks::look_again() {
    asked_.forget();
    ask();
}

void Marks::ask() {
    if (asked_.is_open()) return;
    // Every second: so little that it need not wait behind a sort, nor count as one.
    asked_ = session_.ask<std::uint64_t>(
        Lane::rows,
        [folder = session_.folder()](CaseReader&) -> Result<std::uint64_t> {
            MarkFile file = TRY(MarkFile::open_read_only(folder));
            return file.revision();
        },
        [this](Result<std::uint64_t> revision) {
            // A file of marks that cannot be read is said by the verb that writes it.
            if (revision && *revision != revision_) find();
        });
}

void Marks::find() {
    asked_ = session_.ask<Look>(
        Lane::questions,
        [folder = session_.folder()](CaseReader& reader) -> Result<Look> {
            MarkFile file = TRY(MarkFile::open_read_only(folder));
            Look look;
            look.revision = TRY(file.revision());
            std::map<std::string, Tag> by_name;
            const std::vector<Mark> marks = TRY(file.marks());
            std::vector<std::string> by_first_use;
            for (const Mark& mark : marks) {
                if (mark.act == MarkAct::tag && std::ranges::find(by_first_use, mark.tag) == by_first_use.end())
                    by_first_use.push_back(mark.tag);
            }
            for (const Mark& mark : marks) {
                if (!mark.stands()) continue;
                look.standing.push_back(mark.seq);
                const FoundAgain found = TRY(find_again(reader, mark.subject));
                if (const auto remark = TRY(remark_of(reader, mark, found))) look.remarks.push_back(*remark);
                if (mark.act != MarkAct::tag) continue;
                Tag& tag = by_name[mark.tag];
                tag.name = shown_name(mark.tag);
                tag.colour = colour_of(mark.colour);
                // A file whose content has changed is not what was marked: it is not shown as marked.
                if (found.standing == Standing::gone || found.standing == Standing::changed) continue;
                if (mark.subject.thing == MarkedThing::file) tag.files.push_back(found.id);
                if (mark.subject.thing == MarkedThing::artifact) tag.artifacts.push_back(found.id);
            }
            for (auto& [name, tag] : by_name) {
                std::ranges::sort(tag.files);
                std::ranges::sort(tag.artifacts);
                look.tags.push_back(std::move(tag));
            }
            for (const std::string& name : by_first_use)
                if (by_name.contains(name)) look.by_first_use << shown_name(name);
            std::ranges::stable_sort(look.remarks, {}, &Remark::file);
            return look;
        },
        [this](Result<Look> look) {
            if (look) take(std::move(*look));
        });
}

void Marks::take(Look look) {
    revision_ = look.revision;
    tags_ = std::move(look.tags);
    remarks_ = std::move(look.remarks);
    const QStringList usual = usual_tags();
    for (const QString& name : look.by_first_use)
        if (!usual.contains(name) && !further_.contains(name)) further_ << name;
    // What another window or program has taken back meanwhile is not to be taken back again.
    std::erase_if(undo_, [&](Reverse& reverse) {
        if (reverse.marks.empty()) return false;
        std::erase_if(reverse.marks, [&](quint64 mark) { return !std::ranges::binary_search(look.standing, mark); });
        return reverse.marks.empty();
    });
    emit changed();
}

std::vector<Remark> Marks::remarks_of(Id file) const {
    const auto of_file = std::ranges::equal_range(remarks_, file, {}, &Remark::file);
    return {of_file.begin(), of_file.end()};
}

std::vector<std::size_t> tags_of(const std::vector<Tag>& tags, Taggable thing, Id id) {
    std::vector<std::size_t> borne;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (std::ranges::binary_search(thing == Taggable::file ? tags[i].files : tags[i].artifacts, id))
            borne.push_back(i);
    }
    return borne;
}

QString tag_words(const std::vector<Tag>& tags, Taggable thing, Id id) {
    QStringList words;
    for (const std::size_t tag : tags_of(tags, thing, id)) words << tags[tag].name;
    return words.join(QStringLiteral(", "));
}

void Marks::toggle(const QString& tag, Taggable thing, std::vector<Id> ids) {
    if (tag.trimmed().isEmpty() || ids.empty()) return;
    if (ids.size() > most_at_once)
        return emit failed(tr("At most %1 can be tagged at once.").arg(shown_number(most_at_once)));
    const auto bears = [&](Id id) {
        const auto borne = tags_of(tags_, thing, id);
        return std::ranges::any_of(borne, [&](std::size_t i) { return tags_[i].name == tag; });
    };
    const bool take_back = std::ranges::all_of(ids, bears);
    QStringList subjects;
    for (const Id id : ids) {
        if (thing == Taggable::artifact) subjects << QStringLiteral("--artifact");
        subjects << QString::number(id);
    }
    const auto verb = [&](const char* what) {
        return QStringList{QStringLiteral("tag"), QLatin1String{what}, session_.folder_text(), tag} + subjects;
    };
    Act act;
    act.arguments = verb(take_back ? "remove" : "add");
    if (take_back) act.reverse = verb("add");
    act.words = take_back ? tr("“%1” taken back from %2").arg(tag, shown_number(ids.size()))
                          : tr("“%1” set on %2").arg(tag, shown_number(ids.size()));
    run(std::move(act));
}

void Marks::note(const QString& text, Taggable thing, Id id) {
    if (text.trimmed().isEmpty()) return;
    Act act;
    act.arguments = {QStringLiteral("note"),
                     QStringLiteral("add"),
                     session_.folder_text(),
                     text.trimmed(),
                     thing == Taggable::file ? QStringLiteral("--file") : QStringLiteral("--artifact"),
                     QString::number(id)};
    act.words = tr("Note kept");
    run(std::move(act));
}

void Marks::take_back_note(const Remark& note) {
    Act act;
    act.arguments = {QStringLiteral("note"), QStringLiteral("remove"), session_.folder_text(), QStringLiteral("--mark"),
                     QString::number(note.mark)};
    act.reverse = {QStringLiteral("note"),
                   QStringLiteral("add"),
                   session_.folder_text(),
                   note.text,
                   note.thing == Taggable::file ? QStringLiteral("--file") : QStringLiteral("--artifact"),
                   QString::number(note.id)};
    act.words = tr("Note taken back");
    run(std::move(act));
}

void Marks::undo() {
    if (verb_.is_running()) return;
    if (undo_.empty()) return emit said(tr("Nothing was tagged or noted here that could be taken back"));
    Act act;
    act.arguments = undo_.back().arguments;
    for (const quint64 mark : undo_.back().marks) act.arguments << QStringLiteral("--mark") << QString::number(mark);
    act.undoes = undo_.back().number;
    act.words = tr("Undone");
    run(std::move(act));
}

void Marks::run(Act act) {
    if (read_only_) {
        emit said(tr("Nothing can be changed while a case is reviewed"));
        return;
    }
    if (verb_.is_running()) {
        waiting_.push_back(std::move(act));
        return;
    }
    marks_made_.clear();
    running_ = std::move(act);
    QStringList arguments = running_.arguments;
    if (!person_.isEmpty()) arguments << QStringLiteral("--as") << person_;
    verb_.start(arguments);
}

QStringList Marks::usual_tags() {
    return {tr("relevant"), tr("suspicious"), tr("to be asked"), tr("harmless"), tr("privileged")};
}

QStringList Marks::names() const {
    return usual_tags() + further_;
}

}  // namespace sanad::gui
