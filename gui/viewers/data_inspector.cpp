#include "gui/viewers/data_inspector.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QUuid>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/bytes.hpp"
#include "gui/shown_text.hpp"
#include "gui/theme.hpp"

namespace sanad::gui {
namespace {

// Only moments an examiner may meet are shown as times: any number would be one otherwise.
constexpr qint64 earliest = -2208988800;  // 1900
constexpr qint64 latest = 4102444800;     // 2100

QString moment(double seconds) {
    if (!(seconds > double(earliest)) || !(seconds < double(latest)) || seconds == 0) return {};
    const auto whole = static_cast<qint64>(std::floor(seconds));
    return shown_time(Timestamp{whole * 1'000'000'000});
}

QString dos_time(quint32 date, quint32 time) {
    // MS-DOS: 7 bits of year since 1980, 4 of month, 5 of day; 5 of hour, 6 of minute, 5 of two seconds.
    const QDateTime at{QDate{int(1980 + (date >> 9)), int(date >> 5 & 15), int(date & 31)},
                       QTime{int(time >> 11), int(time >> 5 & 63), int(time & 31) * 2}, Qt::UTC};
    if (!at.isValid()) return {};
    return shown_time(Timestamp{at.toSecsSinceEpoch() * 1'000'000'000}, true);
}

template <class Number>
QString of(Result<Number> number, auto&& show) {
    return number ? show(*number) : QString{};
}

QString guid(const ByteReader& bytes) {
    if (!bytes.holds(0, 16)) return {};
    const auto raw = *bytes.slice(0, 16);
    const QUuid id{*bytes.u32_le(0), *bytes.u16_le(4), *bytes.u16_le(6), raw[8],  raw[9], raw[10],
                   raw[11],          raw[12],          raw[13],          raw[14], raw[15]};
    return id.toString();
}

QString real(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', 12) : QString{};
}

}  // namespace

std::vector<Interpretation> interpretations(const QByteArray& given) {
    const ByteReader bytes{{reinterpret_cast<const Byte*>(given.constData()), static_cast<std::size_t>(given.size())}};
    const auto number = [](auto n) { return QString::number(n); };
    const auto little8 = bytes.u64_le(0), big8 = bytes.u64_be(0);
    const auto little4 = bytes.u32_le(0), big4 = bytes.u32_be(0);
    const auto little2 = bytes.u16_le(0), big2 = bytes.u16_be(0);
    const auto date_of = [&](std::uint64_t at) { return bytes.u16_le(at); };
    std::vector<Interpretation> all;
    const auto add = [&](const char* name, QString value) { all.push_back({name, std::move(value)}); };
    add(QT_TRANSLATE_NOOP("DataInspector", "8 bits, unsigned"), of(bytes.u8(0), number));
    add(QT_TRANSLATE_NOOP("DataInspector", "8 bits, signed"),
        of(bytes.u8(0), [](auto n) { return QString::number(static_cast<std::int8_t>(n)); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "16 bits, little-endian"), of(little2, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "16 bits, big-endian"), of(big2, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "32 bits, little-endian"), of(little4, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "32 bits, big-endian"), of(big4, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "32 bits signed, little-endian"),
        of(little4, [](auto n) { return QString::number(static_cast<std::int32_t>(n)); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "64 bits, little-endian"), of(little8, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "64 bits, big-endian"), of(big8, number));
    add(QT_TRANSLATE_NOOP("DataInspector", "64 bits signed, little-endian"),
        of(little8, [](auto n) { return QString::number(static_cast<std::int64_t>(n)); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Real, 32 bits"),
        of(little4, [](auto n) { return real(double{std::bit_cast<float>(n)}); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Real, 64 bits"),
        of(little8, [](auto n) { return real(std::bit_cast<double>(n)); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Unix seconds, little-endian"),
        of(little4, [](auto n) { return moment(static_cast<double>(static_cast<std::int32_t>(n))); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Unix seconds, big-endian"),
        of(big4, [](auto n) { return moment(static_cast<double>(static_cast<std::int32_t>(n))); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Unix milliseconds"),
        of(little8, [](auto n) { return moment(static_cast<double>(n) / 1e3); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Unix microseconds"),
        of(little8, [](auto n) { return moment(static_cast<double>(n) / 1e6); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "FILETIME"),
        of(little8, [](auto n) { return n == 0 ? QString{} : moment(static_cast<double>(n) / 1e7 - 11644473600.0); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "WebKit microseconds"),
        of(little8, [](auto n) { return n == 0 ? QString{} : moment(static_cast<double>(n) / 1e6 - 11644473600.0); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "Seconds since 2001 (Apple), real"),
        of(big8, [](auto n) { return n == 0 ? QString{} : moment(std::bit_cast<double>(n) + 978307200.0); }));
    add(QT_TRANSLATE_NOOP("DataInspector", "HFS+ seconds since 1904"),
        of(big4, [](auto n) { return n == 0 ? QString{} : moment(static_cast<double>(n) - 2082844800.0); }));
    // On FAT the time stands before the date.
    add(QT_TRANSLATE_NOOP("DataInspector", "DOS time and date"),
        bytes.holds(0, 4) ? dos_time(*date_of(2), *date_of(0)) : QString{});
    add(QT_TRANSLATE_NOOP("DataInspector", "DOS date and time"),
        bytes.holds(0, 4) ? dos_time(*date_of(0), *date_of(2)) : QString{});
    add(QT_TRANSLATE_NOOP("DataInspector", "GUID"), guid(bytes));
    return all;
}

DataInspector::DataInspector(QWidget* parent) : QTableWidget{0, 2, parent} {
    setHorizontalHeaderLabels({tr("Read as"), tr("Value")});
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    horizontalHeader()->setStretchLastSection(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(spacing::row_height - 2);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setAccessibleName(tr("What the bytes at the cursor may be"));
}

void DataInspector::show_bytes(const QByteArray& bytes) {
    const auto readings = interpretations(bytes);
    setRowCount(static_cast<int>(readings.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const Interpretation& reading = readings[static_cast<std::size_t>(row)];
        if (item(row, 0) == nullptr) {
            setItem(row, 0, new QTableWidgetItem{QCoreApplication::translate("DataInspector", reading.name)});
            setItem(row, 1, new QTableWidgetItem{});
            item(row, 1)->setFont(fixed_font());
        }
        item(row, 1)->setText(reading.value.isEmpty() ? QStringLiteral("–") : left_to_right(reading.value));
    }
}

}  // namespace sanad::gui
