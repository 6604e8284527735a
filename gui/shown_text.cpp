#include "gui/shown_text.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <algorithm>

#include "core/base/text.hpp"
#include "core/base/time.hpp"

namespace sanad::gui {
namespace {

struct ShownWords {
    Q_DECLARE_TR_FUNCTIONS(Shown)
};

QString without_t(std::string iso) {
    QString text = QString::fromStdString(iso);
    text.replace(u'T', u' ');
    if (text.endsWith(u'Z')) text.replace(text.size() - 1, 1, QStringLiteral(" UTC"));
    return text;
}

QString in_zone(Timestamp time, const QTimeZone& zone) {
    constexpr std::int64_t millisecond = 1'000'000;
    const std::int64_t ms = time.ns / millisecond - (time.ns % millisecond < 0 ? 1 : 0);
    return QDateTime::fromMSecsSinceEpoch(ms, zone).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

}  // namespace

QString from_utf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString shown_name(std::string_view text) {
    return QString::fromStdString(shown(text));
}

QString shown_number(std::uint64_t number) {
    return QLocale{}.toString(static_cast<qulonglong>(number));
}

QString shown_size(std::uint64_t bytes) {
    if (bytes < 1024) return ShownWords::tr("%1 bytes").arg(bytes);
    static constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double size = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; size >= 1024 && unit + 1 < std::size(units); ++unit) size /= 1024;
    return in_cell(QLocale{}.toString(size, 'f', size < 10 ? 2 : 1) + u' ' + QLatin1String{units[unit]}, true);
}

QString shown_time(Timestamp time, bool zoneless) {
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t whole = time.ns / second - (time.ns % second < 0 ? 1 : 0);
    const Timestamp rounded{whole * second};  // down: nothing is shown later than it was recorded
    const QString text = without_t(zoneless ? iso8601_zoneless(rounded) : iso8601(rounded));
    return QGuiApplication::isRightToLeft() ? left_to_right(text) : text;
}

QString shown_time(const std::optional<Timestamp>& time, bool zoneless) {
    return time ? shown_time(*time, zoneless) : QString{};
}

QString shown_time_in_full(Timestamp time, bool zoneless, const QTimeZone& zone) {
    if (zoneless)
        return ShownWords::tr("%1 by the device's clock, zone not recorded")
            .arg(in_cell(without_t(iso8601_zoneless(time)), true));
    QString text = without_t(iso8601(time));
    if (is_other_zone(zone))
        text += QStringLiteral("  ·  %1 %2").arg(in_zone(time, zone), QString::fromUtf8(zone.id()));
    return QGuiApplication::isRightToLeft() ? left_to_right(text) : text;
}

bool is_other_zone(const QTimeZone& zone) {
    return zone.isValid() && zone != QTimeZone::utc();
}

QString shown_local_time(const std::optional<Timestamp>& time, bool zoneless, const QTimeZone& zone) {
    if (!time || zoneless || !zone.isValid()) return {};
    return in_cell(in_zone(*time, zone), true);
}

QString local_title(const QString& title, const QTimeZone& zone) {
    return is_other_zone(zone) ? ShownWords::tr("%1, %2").arg(title, left_to_right(QString::fromUtf8(zone.id())))
                               : ShownWords::tr("%1, the case’s zone").arg(title);
}

QString shown_hex(Bytes bytes) {
    return QString::fromStdString(hex(bytes));
}

QString shown_state(NameState state) {
    switch (state) {
        case NameState::allocated:
            return ShownWords::tr("allocated");
        case NameState::deleted:
            return ShownWords::tr("deleted");
        case NameState::orphan:
            return ShownWords::tr("orphan");
    }
    return {};
}

QString shown_kind(FileKind kind) {
    switch (kind) {
        case FileKind::regular:
            return ShownWords::tr("file");
        case FileKind::directory:
            return ShownWords::tr("folder");
        case FileKind::symlink:
            return ShownWords::tr("symbolic link");
        case FileKind::named_pipe:
            return ShownWords::tr("named pipe");
        case FileKind::socket:
            return ShownWords::tr("socket");
        case FileKind::block_device:
            return ShownWords::tr("block device");
        case FileKind::character_device:
            return ShownWords::tr("character device");
        case FileKind::whiteout:
            return ShownWords::tr("whiteout");
        case FileKind::virtual_file:
            return ShownWords::tr("virtual file");
        case FileKind::other:
            return ShownWords::tr("other");
    }
    return {};
}

QString shown_content_state(ContentState state) {
    switch (state) {
        case ContentState::pending:
            return ShownWords::tr("not read yet");
        case ContentState::done:
            return ShownWords::tr("read");
        case ContentState::not_read:
            return ShownWords::tr("could not be read");
    }
    return {};
}

QString shown_recovery(Recovery recovery) {
    switch (recovery) {
        case Recovery::not_needed:
            return ShownWords::tr("not needed: allocated");
        case Recovery::intact:
            return ShownWords::tr("every recorded block is still free");
        case Recovery::partly_reallocated:
            return ShownWords::tr("some recorded blocks now belong to another file");
        case Recovery::estimated:
            return ShownWords::tr("the blocks are a guess");
        case Recovery::none:
            return ShownWords::tr("no block is recorded");
    }
    return {};
}

QString shown_attributes(FileAttributes attributes) {
    const auto word = [](FileAttribute attribute) {
        switch (attribute) {
            case FileAttribute::read_only:
                return ShownWords::tr("read only");
            case FileAttribute::hidden:
                return ShownWords::tr("hidden");
            case FileAttribute::system:
                return ShownWords::tr("system");
            case FileAttribute::volume_label:
                return ShownWords::tr("volume label");
            case FileAttribute::archive:
                return ShownWords::tr("archive");
            case FileAttribute::temporary:
                return ShownWords::tr("temporary");
            case FileAttribute::sparse:
                return ShownWords::tr("sparse");
            case FileAttribute::reparse_point:
                return ShownWords::tr("reparse point");
            case FileAttribute::compressed:
                return ShownWords::tr("compressed");
            case FileAttribute::encrypted:
                return ShownWords::tr("encrypted");
            case FileAttribute::offline:
                return ShownWords::tr("offline");
            case FileAttribute::not_indexed:
                return ShownWords::tr("not indexed");
            case FileAttribute::in_cloud:
                return ShownWords::tr("in the cloud");
            case FileAttribute::pinned:
                return ShownWords::tr("pinned");
            case FileAttribute::immutable:
                return ShownWords::tr("immutable");
            case FileAttribute::append_only:
                return ShownWords::tr("append only");
            case FileAttribute::no_dump:
                return ShownWords::tr("not dumped");
            case FileAttribute::secure_deletion:
                return ShownWords::tr("deleted securely");
            case FileAttribute::undeletable:
                return ShownWords::tr("undeletable");
            case FileAttribute::sealed_by_hash:
                return ShownWords::tr("sealed by hash");
            case FileAttribute::case_insensitive:
                return ShownWords::tr("case-insensitive");
        }
        return QString{};
    };
    if (attributes == 0) return ShownWords::tr("none");
    QStringList words;
    for (const FileAttribute attribute : attributes_in(attributes)) words.append(word(attribute));
    return words.join(ShownWords::tr(", "));
}

QString shown_image_state(ImageState state) {
    switch (state) {
        case ImageState::added:
            return ShownWords::tr("not examined yet");
        case ImageState::partial:
            return ShownWords::tr("examined in part");
        case ImageState::examined:
            return ShownWords::tr("examined");
    }
    return {};
}

QString shown_outcome(Outcome outcome) {
    switch (outcome) {
        case Outcome::examined:
            return ShownWords::tr("examined");
        case Outcome::not_mine:
            return ShownWords::tr("not the kind of file it reads");
        case Outcome::noted:
            return ShownWords::tr("worth knowing");
        case Outcome::damaged:
            return ShownWords::tr("damaged");
        case Outcome::unreadable:
            return ShownWords::tr("could not be read");
        case Outcome::unsupported:
            return ShownWords::tr("of a kind that it cannot read yet");
        case Outcome::encrypted:
            return ShownWords::tr("encrypted");
        case Outcome::limited:
            return ShownWords::tr("read up to a limit");
        case Outcome::crashed:
            return ShownWords::tr("the module crashed");
        case Outcome::timed_out:
            return ShownWords::tr("the module took too long");
        case Outcome::broke_contract:
            return ShownWords::tr("the module broke its contract");
        case Outcome::failed:
            return ShownWords::tr("failed");
    }
    return {};
}

QString shown_outcome(const QString& word) {
    for (auto each = static_cast<int>(Outcome::examined); each <= static_cast<int>(Outcome::failed); ++each) {
        const auto outcome = static_cast<Outcome>(each);
        if (word == from_utf8(name_of(outcome))) return shown_outcome(outcome);
    }
    return shown_name(word.toStdString());
}

QString left_to_right(const QString& text) {
    return QChar{0x2066} + text + QChar{0x2069};  // LEFT-TO-RIGHT ISOLATE … POP DIRECTIONAL ISOLATE
}

QString in_cell(const QString& text, bool fixed) {
    if (text.isEmpty() || !QGuiApplication::isRightToLeft()) return text;
    return QChar{fixed ? 0x2066 : 0x2068} + text + QChar{0x2069};  // 2068: FIRST STRONG ISOLATE
}

QString value_in_cell(const QString& text) {
    if (!QGuiApplication::isRightToLeft()) return text;
    const auto letters = text.toUcs4();
    const bool turns = std::ranges::any_of(letters, [](char32_t letter) {
        const auto direction = QChar::direction(letter);
        return direction == QChar::DirR || direction == QChar::DirAL;
    });
    return in_cell(text, !turns);
}

QString without_isolates(QString text) {
    return text.remove(QChar{0x2066}).remove(QChar{0x2068}).remove(QChar{0x2069});
}

}  // namespace sanad::gui
