#include "gui/viewers/finding_text.hpp"

#include "core/artifact/attributes_in_urdu.hpp"
#include "core/artifact/catalog.hpp"
#include "core/artifact/in_urdu.hpp"
#include "gui/language.hpp"
#include "gui/shown_text.hpp"

namespace sanad::gui {
namespace {

template <class Value>
const Value* first(const Artifact& artifact, std::string_view name) {
    for (const Attribute& attribute : artifact.attributes) {
        if (attribute.name != name) continue;
        if (const auto* value = std::get_if<Value>(&attribute.value)) return value;
    }
    return nullptr;
}

/// A label of the catalog in the language of the window.
QString in_own_language(std::string_view english) {
    const std::string_view urdu = speaks_urdu() ? in_urdu(english) : std::string_view{};
    const std::string_view said = urdu.empty() ? english : urdu;
    return QString::fromUtf8(said.data(), qsizetype(said.size()));
}

template <class Value>
std::optional<Value> copy_of(const Value* value) {
    return value != nullptr ? std::optional{*value} : std::nullopt;
}

}  // namespace

QString type_label(std::string_view type) {
    const ArtifactType* known = artifact_type(type);
    return known != nullptr ? in_own_language(known->label) : shown_name(type);
}

QString family_label(std::string_view family) {
    QString label = shown_name(family).replace(QLatin1Char{'_'}, QLatin1Char{' '});
    if (!label.isEmpty()) label[0] = label[0].toUpper();
    return in_own_language(label.toStdString());
}

QString happening_label(std::string_view happening) {
    return in_own_language(happening);
}

QString attribute_label(std::string_view name) {
    if (const std::string_view urdu = speaks_urdu() ? attribute_in_urdu(name) : std::string_view{}; !urdu.empty())
        return from_utf8(urdu);
    QString label = shown_name(name);
    label.replace(QLatin1Char{'_'}, QLatin1Char{' '});
    if (label.endsWith(QLatin1String{" at"})) label.chop(3);
    if (!label.isEmpty()) label[0] = label[0].toUpper();
    return label;
}

QString shown_value(const AttributeValue& value, const QTimeZone& zone) {
    if (const auto* text = std::get_if<std::string>(&value)) return value_in_cell(shown_name(*text));
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return value_in_cell(QString::number(*integer));
    if (const auto* real = std::get_if<double>(&value)) return value_in_cell(QString::number(*real, 'g', 12));
    if (const auto* time = std::get_if<Timestamp>(&value)) return shown_time_in_full(*time, false, zone);
    return value_in_cell(shown_hex(bytes_of(std::get<RawBytes>(value).bytes)));
}

std::optional<std::string> text_of(const Artifact& artifact, std::string_view name) {
    return copy_of(first<std::string>(artifact, name));
}

std::vector<std::string> texts_of(const Artifact& artifact, std::string_view name) {
    std::vector<std::string> all;
    for (const Attribute& attribute : artifact.attributes) {
        const auto* text = std::get_if<std::string>(&attribute.value);
        if (attribute.name == name && text != nullptr) all.push_back(*text);
    }
    return all;
}

std::optional<Timestamp> time_of(const Artifact& artifact, std::string_view name) {
    return copy_of(first<Timestamp>(artifact, name));
}

std::optional<double> real_of(const Artifact& artifact, std::string_view name) {
    return copy_of(first<double>(artifact, name));
}

std::optional<std::int64_t> integer_of(const Artifact& artifact, std::string_view name) {
    return copy_of(first<std::int64_t>(artifact, name));
}

std::optional<Timestamp> main_time(const Artifact& artifact) {
    if (const ArtifactType* type = artifact_type(artifact.type)) {
        for (const AttributeType& attribute : type->attributes) {
            if (attribute.kind != Kind::time) continue;
            if (const auto at = time_of(artifact, attribute.name)) return at;
        }
    }
    for (const Attribute& attribute : artifact.attributes)
        if (const auto* at = std::get_if<Timestamp>(&attribute.value)) return *at;
    return std::nullopt;
}

}  // namespace sanad::gui
