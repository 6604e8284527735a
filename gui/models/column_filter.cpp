#include "gui/models/column_filter.hpp"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <stdexcept>

#include "core/base/bytes.hpp"
#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

struct FilterWords {
    Q_DECLARE_TR_FUNCTIONS(ColumnFilter)
};

Error no_digest(const QString& text) {
    return {Fault::refused, FilterWords::tr("“%1” is no MD5, SHA-1 or SHA-256 in hexadecimal").arg(text).toStdString()};
}

/// Adds each digest to the list of its length.
Result<void> add_digests(FileQuery& query, const QString& text) {
    const auto words = text.split(QRegularExpression{QStringLiteral("[\\s,;]+")}, Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const auto bytes = from_hex(word.toStdString());
        const auto take = [&](auto& list) {
            auto& digest = list.emplace_back();
            if (bytes->size() != digest.size()) throw std::logic_error{"digest of another length"};
            std::ranges::copy(bytes_of(*bytes), digest.begin());
        };
        if (!bytes) return tl::unexpected{no_digest(word)};
        if (bytes->size() == 16) {
            take(query.md5);
        } else if (bytes->size() == 20) {
            take(query.sha1);
        } else if (bytes->size() == 32) {
            take(query.sha256);
        } else {
            return tl::unexpected{no_digest(word)};
        }
    }
    // A list of one kind is an either-or; of several kinds, each list would have to hold.
    if ((query.md5.empty() ? 0 : 1) + (query.sha1.empty() ? 0 : 1) + (query.sha256.empty() ? 0 : 1) > 1)
        return failure(Fault::refused, FilterWords::tr("Give digests of one kind at a time").toStdString());
    return {};
}

std::optional<FileTime> file_time_of(const QString& id) {
    if (id == QLatin1String{"created_at"}) return FileTime::created_at;
    if (id == QLatin1String{"modified_at"}) return FileTime::modified_at;
    if (id == QLatin1String{"accessed_at"}) return FileTime::accessed_at;
    if (id == QLatin1String{"metadata_changed_at"}) return FileTime::metadata_changed_at;
    return std::nullopt;
}

template <class Code>
std::vector<Code> codes(const std::vector<int>& choices) {
    std::vector<Code> codes;
    for (const int choice : choices) codes.push_back(static_cast<Code>(choice));
    return codes;
}

std::optional<std::uint64_t> not_negative(const std::optional<std::int64_t>& number) {
    return number ? std::optional{static_cast<std::uint64_t>(std::max<std::int64_t>(*number, 0))} : std::nullopt;
}

std::optional<Timestamp> stamp(const std::optional<std::int64_t>& ns) {
    return ns ? std::optional{Timestamp{*ns}} : std::nullopt;
}

}  // namespace

std::string glob_of(const QString& words) {
    const QString text = words.trimmed();
    const bool pattern = text.contains(u'*') || text.contains(u'?');
    return (pattern ? text : u'*' + text + u'*').toStdString();
}

Result<FileQuery> file_conditions(const ColumnFilters& filters) {
    FileQuery query;
    for (auto filter = filters.begin(); filter != filters.end(); ++filter) {
        const QString& id = filter.key();
        const QString text = filter->text.trimmed();
        if (filter->is_empty()) continue;
        if (id == QLatin1String{"name"}) {
            query.names = {glob_of(text)};
        } else if (id == QLatin1String{"path"}) {
            query.paths = {glob_of(text)};
        } else if (id == QLatin1String{"mime_type"}) {
            query.mime_types = {glob_of(text)};
        } else if (id == QLatin1String{"extension"}) {
            const auto words = text.split(QRegularExpression{QStringLiteral("[\\s,;.]+")}, Qt::SkipEmptyParts);
            for (const QString& word : words) query.extensions.push_back(word.toLower().toStdString());
        } else if (id == QLatin1String{"size"}) {
            query.min_size = not_negative(filter->from);
            query.max_size = not_negative(filter->to);
        } else if (const auto time = file_time_of(id)) {
            query.times.push_back({*time, stamp(filter->from), stamp(filter->to)});
        } else if (id == QLatin1String{"state"}) {
            query.states = codes<NameState>(filter->choices);
        } else if (id == QLatin1String{"kind"}) {
            query.kinds = codes<FileKind>(filter->choices);
        } else if (id == QLatin1String{"content_state"}) {
            query.content_states = codes<ContentState>(filter->choices);
        } else if (id == QLatin1String{"sha256"} || id == QLatin1String{"md5"}) {
            TRY(add_digests(query, text));
        } else if (id == QLatin1String{"metadata_address"}) {
            query.min_metadata_address = not_negative(filter->from);
            query.max_metadata_address = not_negative(filter->to);
        }
    }
    return query;
}

Result<std::vector<AttributeCondition>> artifact_conditions(const ColumnFilters& filters,
                                                            const std::vector<Column>& columns) {
    using Is = AttributeCondition::Is;
    std::vector<AttributeCondition> conditions;
    for (const Column& column : columns) {
        const auto filter = filters.find(column.id);
        if (filter == filters.end() || filter->is_empty()) continue;
        const std::string name = column.id.toStdString();
        const auto written = [&](std::int64_t number) {
            return column.kind == ColumnKind::time ? iso8601(Timestamp{number}) : std::to_string(number);
        };
        if (column.kind == ColumnKind::text) {
            conditions.push_back({name, Is::like, glob_of(filter->text)});
            continue;
        }
        // The conditions exclude their value, the filter includes it.
        if (filter->from && *filter->from > INT64_MIN)
            conditions.push_back({name, Is::greater, written(*filter->from - 1)});
        if (filter->to && *filter->to < INT64_MAX) conditions.push_back({name, Is::less, written(*filter->to + 1)});
    }
    return conditions;
}

QString filter_words(const Column& column, const ColumnFilter& filter) {
    const auto written = [&](std::int64_t number) {
        if (column.kind == ColumnKind::time) return shown_time(Timestamp{number});
        if (column.kind == ColumnKind::size) return shown_size(static_cast<std::uint64_t>(number));
        return QString::number(number);
    };
    if (!filter.choices.empty()) {
        QStringList words;
        for (const auto& [code, label] : file_choices(column.id)) {
            if (std::ranges::find(filter.choices, code) != filter.choices.end()) words << label;
        }
        return QStringLiteral("%1: %2").arg(column.title, words.join(QStringLiteral(", ")));
    }
    if (filter.from && filter.to)
        return FilterWords::tr("%1 from %2 to %3").arg(column.title, written(*filter.from), written(*filter.to));
    if (filter.from) return FilterWords::tr("%1 from %2").arg(column.title, written(*filter.from));
    if (filter.to) return FilterWords::tr("%1 up to %2").arg(column.title, written(*filter.to));
    return QStringLiteral("%1: %2").arg(column.title, shown_name(filter.text.trimmed().toStdString()));
}

std::vector<std::pair<int, QString>> file_choices(const QString& column_id) {
    std::vector<std::pair<int, QString>> choices;
    const auto add = [&](auto code, const QString& words) { choices.emplace_back(static_cast<int>(code), words); };
    if (column_id == QLatin1String{"state"}) {
        for (const auto state : {NameState::allocated, NameState::deleted, NameState::orphan})
            add(state, shown_state(state));
    } else if (column_id == QLatin1String{"kind"}) {
        for (int code = 0; code <= static_cast<int>(FileKind::other); ++code)
            add(code, shown_kind(static_cast<FileKind>(code)));
    } else if (column_id == QLatin1String{"content_state"}) {
        for (const auto state : {ContentState::done, ContentState::pending, ContentState::not_read})
            add(state, shown_content_state(state));
    }
    return choices;
}

QVariantMap to_map(const ColumnFilters& filters) {
    QVariantMap map;
    for (auto filter = filters.begin(); filter != filters.end(); ++filter) {
        QVariantMap one;
        if (!filter->text.isEmpty()) one[QStringLiteral("text")] = filter->text;
        if (filter->from) one[QStringLiteral("from")] = static_cast<qlonglong>(*filter->from);
        if (filter->to) one[QStringLiteral("to")] = static_cast<qlonglong>(*filter->to);
        QVariantList choices;
        for (const int choice : filter->choices) choices << choice;
        if (!choices.isEmpty()) one[QStringLiteral("choices")] = choices;
        if (!one.isEmpty()) map[filter.key()] = one;
    }
    return map;
}

ColumnFilters filters_from(const QVariantMap& map) {
    ColumnFilters filters;
    for (auto entry = map.begin(); entry != map.end(); ++entry) {
        const QVariantMap one = entry->toMap();
        ColumnFilter filter;
        filter.text = one.value(QStringLiteral("text")).toString();
        const auto number = [&](const QString& key) {
            return one.contains(key) ? std::optional<std::int64_t>{one.value(key).toLongLong()} : std::nullopt;
        };
        filter.from = number(QStringLiteral("from"));
        filter.to = number(QStringLiteral("to"));
        for (const QVariant& choice : one.value(QStringLiteral("choices")).toList())
            filter.choices.push_back(choice.toInt());
        if (!filter.is_empty()) filters[entry.key()] = filter;
    }
    return filters;
}

}  // namespace sanad::gui
