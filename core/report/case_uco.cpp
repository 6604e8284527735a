#include "core/report/case_uco.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/artifact/catalog.hpp"
#include "core/base/text.hpp"
#include "core/base/version.hpp"
#include "core/report/artifact_rows.hpp"
#include "core/report/case_facets.hpp"
#include "core/report/file_facts.hpp"
#include "core/report/named_uuid.hpp"
#include "core/report/place.hpp"
#include "core/report/plain_text.hpp"

namespace sanad {
namespace {

constexpr std::string_view context = R"({"action":"https://ontology.unifiedcyberontology.org/uco/action/",)"
                                     R"("core":"https://ontology.unifiedcyberontology.org/uco/core/",)"
                                     R"("identity":"https://ontology.unifiedcyberontology.org/uco/identity/",)"
                                     R"("investigation":"https://ontology.caseontology.org/case/investigation/",)"
                                     R"("location":"https://ontology.unifiedcyberontology.org/uco/location/",)"
                                     R"("observable":"https://ontology.unifiedcyberontology.org/uco/observable/",)"
                                     R"("tool":"https://ontology.unifiedcyberontology.org/uco/tool/",)"
                                     R"("types":"https://ontology.unifiedcyberontology.org/uco/types/",)"
                                     R"("vocabulary":"https://ontology.unifiedcyberontology.org/uco/vocabulary/",)"
                                     R"("xsd":"http://www.w3.org/2001/XMLSchema#",)";

std::string typed(std::string_view type, std::string_view value) {
    return fmt::format(R"({{"@type":"{}","@value":{}}})", type, json_string(value));
}
std::string whole(std::uint64_t number) {
    return typed("xsd:integer", std::to_string(number));
}
std::string moment(Timestamp time) {
    return typed("xsd:dateTime", iso8601(time));
}

/// The value of one attribute by its own kind.
std::string literal_of(const AttributeValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return json_string(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return typed("xsd:integer", std::to_string(*number));
    if (const auto* real = std::get_if<double>(&value)) return typed("xsd:double", fmt::format("{}", *real));
    if (const auto* time = std::get_if<Timestamp>(&value)) return moment(*time);
    return typed("xsd:hexBinary", hex(bytes_of(std::get<RawBytes>(value).bytes)));
}

std::string reference(std::string_view id) {
    return fmt::format(R"({{"@id":"{}"}})", id);
}

/// The class of a file by its kind.
std::string_view class_of(const FileRow& file) {
    if (file.is_stream) return "observable:File";
    switch (file.kind) {
        case FileKind::directory:
            return "observable:Directory";
        case FileKind::symlink:
            return "observable:SymbolicLink";
        case FileKind::named_pipe:
            return "observable:NamedPipe";
        case FileKind::socket:
            return "observable:Socket";
        case FileKind::block_device:
            return "observable:BlockDeviceNode";
        case FileKind::character_device:
            return "observable:CharacterDeviceNode";
        case FileKind::whiteout:
        case FileKind::other:
            return "observable:FileSystemObject";
        case FileKind::regular:
        case FileKind::virtual_file:
            break;
    }
    return "observable:File";
}

class Graph {
public:
    Graph(ExportSource& source, std::span<const CustodyAct> custody, ExportFile& out)
        : source_{source}, custody_{custody}, out_{out} {}
    Result<void> write();

private:
    /// "kb:file-" and a UUID over the case and `key`.
    std::string id(std::string_view what, std::string_view key) const {
        return fmt::format("kb:{}-{}", what, text_of_uuid(named_uuid(case_, fmt::format("{}/{}", what, key))));
    }
    std::string id(std::string_view what, Id row) const { return id(what, std::to_string(row)); }
    void node(const JsonObject& object) {
        out_.write((first_ ? "\n" : ",\n") + object.str());
        first_ = false;
    }
    JsonObject object(std::string_view id, std::string_view type) const {
        JsonObject json;
        json.text("@id", id).text("@type", type);
        return json;
    }

    /// A facet of our own is a core:Facet by its own words: UCO asks that of every value of core:hasFacet, and no
    /// ontology says it of ours.
    JsonObject own_facet(std::string_view id, std::string_view type) const {
        JsonObject json;
        json.text("@id", id).member("@type", fmt::format(R"(["{}","core:Facet"])", type));
        return json;
    }

    std::string hashes(std::string_view owner, const std::vector<std::pair<std::string_view, std::string>>& digests);
    void tools();
    void person(const std::string& name);
    void images();
    Result<void> runs();
    void custody();
    std::string authorization(const Event& event);
    void investigation();
    void file(const FileRow& row);
    void name_file(Id file);
    void artifact(const ArtifactRow& row);
    std::string mapped_facets(const ArtifactRow& row, JsonArray& facets);
    void relationship(std::string_view key, std::string_view from, std::string_view to, std::string_view kind,
                      std::string_view facet);

    ExportSource& source_;
    std::span<const CustodyAct> custody_;
    ExportFile& out_;
    Uuid case_{};
    bool first_ = true;
    std::set<std::string> persons_;
    std::set<Id> named_files_;
    std::map<std::string, std::string> tools_;  ///< "name version" -> id
    JsonArray authorizations_;
    JsonArray parts_;  ///< what the investigation is made of
};

/// {"observable:hash": …} of a ContentDataFacet.
std::string Graph::hashes(std::string_view owner,
                          const std::vector<std::pair<std::string_view, std::string>>& digests) {
    JsonArray array;
    for (const auto& [method, value] : digests) {
        array.add(object(id("hash", fmt::format("{}/{}", owner, method)), "types:Hash")
                      .member("types:hashMethod", typed("vocabulary:HashNameVocab", method))
                      .member("types:hashValue", typed("xsd:hexBinary", value))
                      .str());
    }
    return array.str();
}

void Graph::tools() {
    const auto tool = [&](const std::string& name, const std::string& its_version) {
        const std::string key = name + " " + its_version;
        if (tools_.contains(key)) return;
        const std::string tool_id = id("tool", key);
        tools_[key] = tool_id;
        JsonObject json = object(tool_id, "tool:Tool");
        json.text("core:name", name).text("tool:version", its_version);
        node(json);
    };
    tool("sanad", std::string{version});
    tool("sanad", source_.facts().tool_version);
    for (const CustodyAct& act : custody_) tool(act.event.tool.name, act.event.tool.version);
}

void Graph::person(const std::string& name) {
    if (!persons_.insert(name).second) return;
    JsonObject json = object(id("person", name), "identity:Person");
    json.text("core:name", name);
    node(json);
}

void Graph::images() {
    for (const ImageRow& image : source_.images()) {
        const std::string key = std::to_string(image.id);
        const std::string image_id = id("image", image.id);
        JsonArray facets;
        facets.add(object(id("image-facet", image.id), "observable:ImageFacet")
                       .text("observable:imageType", image.facts.format)
                       .str());
        JsonObject content = object(id("image-content", image.id), "observable:ContentDataFacet");
        content.member("observable:sizeInBytes", whole(image.facts.size));
        if (image.digests) {
            content.member("observable:hash", hashes("image/" + key, {{"MD5", hex(image.digests->md5)},
                                                                      {"SHA1", hex(image.digests->sha1)},
                                                                      {"SHA256", hex(image.digests->sha256)}}));
        }
        facets.add(content.str());
        JsonObject json = object(image_id, "observable:Image");
        if (!image.segments.empty()) json.text("core:name", image.segments.front().name);
        node(json.member("core:hasFacet", facets.str()));

        const std::string provenance = id("provenance", image.id);
        JsonObject record = object(provenance, "investigation:ProvenanceRecord");
        record.text("investigation:exhibitNumber", source_.exhibit_of(image.id));
        for (const EvidenceItem& item : source_.items()) {
            if (item.id == image.evidence_item && !item.description.empty())
                record.text("core:description", item.description);
        }
        node(record.member("core:object", reference(image_id)));
        parts_.add(reference(provenance));
    }
    for (const FileSystemRow& row : source_.file_systems()) {
        JsonObject facet = object(id("file-system-facet", row.id), "observable:FileSystemFacet");
        facet.text("observable:fileSystemType", row.facts.type);
        if (row.facts.block_size != 0) facet.member("observable:clusterSize", whole(row.facts.block_size));
        JsonObject json = object(id("file-system", row.id), "observable:FileSystem");
        if (!row.facts.label.empty()) json.text("core:name", row.facts.label);
        node(json.member("core:hasFacet", facet.str()));
        JsonObject range = object(id("file-system-range", row.id), "observable:DataRangeFacet");
        range.member("observable:rangeOffset", whole(row.facts.offset))
            .member("observable:rangeSize", whole(row.facts.length));
        relationship(fmt::format("file-system/{}", row.id), id("file-system", row.id), id("image", row.image),
                     "Contained_Within", range.str());
    }
}

/// An action for every examination that came to its end.
Result<void> Graph::runs() {
    for (const IngestRun& run : TRY(source_.reader().runs())) {
        const std::string action = id("examination", run.id);
        JsonObject json = object(action, "investigation:InvestigativeAction");
        json.text("core:name", "examined").member("action:startTime", moment(run.started_at));
        if (run.finished_at) json.member("action:endTime", moment(*run.finished_at));
        const auto tool = tools_.find("sanad " + run.tool_version);
        if (tool != tools_.end()) json.member("action:instrument", reference(tool->second));
        json.member("action:object", reference(id("provenance", run.image)));
        JsonArray results;
        for (const FileSystemRow& row : source_.file_systems()) {
            if (row.image == run.image) results.add(reference(id("file-system", row.id)));
        }
        if (results.str() != "[]") json.member("action:result", results.str());
        node(json);
        parts_.add(reference(action));
    }
    return {};
}

/// A warrant, an order, a consent: days of the ledger have no zone, and get none here.
std::string Graph::authorization(const Event& event) {
    const std::string authority = id("authorization", fmt::format("{}/{}", event.ledger, event.seq));
    const auto said = [&](std::string_view member) { return event.body.text_or_empty(member); };
    JsonObject json = object(authority, "investigation:Authorization");
    json.text("investigation:authorizationType", said("kind"));
    if (!said("number").empty()) json.text("investigation:authorizationIdentifier", said("number"));
    if (!said("issuer").empty()) json.text("core:description", fmt::format("issued by {}", said("issuer")));
    if (!said("date").empty())
        json.member("core:startTime", typed("xsd:dateTime", fmt::format("{}T00:00:00", said("date"))));
    if (!said("expires").empty())
        json.member("core:endTime", typed("xsd:dateTime", fmt::format("{}T23:59:59", said("expires"))));
    node(json);
    authorizations_.add(reference(authority));
    return authority;
}

void Graph::custody() {
    std::map<std::string, std::string> image_of;  // exhibit number -> provenance record
    for (const ImageRow& image : source_.images()) {
        image_of[source_.exhibit_of(image.id)] = id("provenance", image.id);
    }
    for (const CustodyAct& act : custody_) {
        const Event& event = act.event;
        person(event.actor.person);
        const std::string authority = event.type == "authority.add" ? authorization(event) : std::string{};
        const std::string action = id("act", fmt::format("{}/{}", event.ledger, event.seq));
        JsonObject entry = object(id("entry", fmt::format("{}/{}", event.ledger, event.seq)), "core:ExternalReference");
        entry.text("core:definingContext",
                   fmt::format("SHA-256 of entry {} of the ledger {}", event.seq, event.ledger));
        entry.text("core:externalIdentifier", act.hash);
        JsonObject json = object(action, "investigation:InvestigativeAction");
        json.text("core:name", event.type);
        if (!act.words.empty()) json.text("core:description", act.words);
        json.member("action:startTime", typed("xsd:dateTime", event.time));
        json.member("action:performer", reference(id("person", event.actor.person)));
        const auto tool = tools_.find(event.tool.name + " " + event.tool.version);
        if (tool != tools_.end()) json.member("action:instrument", reference(tool->second));
        if (event.item) {
            const auto image = image_of.find(*event.item);
            if (image != image_of.end()) json.member("action:object", reference(image->second));
        }
        if (!authority.empty()) json.member("action:result", reference(authority));
        json.member("core:externalReference", entry.str());
        node(json);
        parts_.add(reference(action));
    }
}

void Graph::investigation() {
    JsonObject json = object(id("investigation", "case"), "investigation:Investigation");
    json.text("core:name", source_.facts().name).text("investigation:investigationForm", "case");
    if (parts_.str() != "[]") json.member("core:object", parts_.str());
    if (authorizations_.str() != "[]") json.member("investigation:relevantAuthorization", authorizations_.str());
    node(json);
}

void Graph::relationship(std::string_view key, std::string_view from, std::string_view to, std::string_view kind,
                         std::string_view facet) {
    JsonObject json = object(id("relationship", key), "observable:ObservableRelationship");
    json.member("core:source", reference(from)).member("core:target", reference(to));
    json.text("core:kindOfRelationship", kind).truth("core:isDirectional", true);
    if (!facet.empty()) json.member("core:hasFacet", facet);
    node(json);
}

/// A file that was not chosen, without its facts: a relationship has two ends.
void Graph::name_file(Id file) {
    if (source_.has_file(file) || !named_files_.insert(file).second) return;
    node(object(id("file", file), "observable:File"));
}

void Graph::file(const FileRow& row) {
    const std::string file_id = id("file", row.id);
    JsonArray facets;
    JsonObject facet = object(id("file-facet", row.id), "observable:FileFacet");
    facet.text("observable:fileName", row.name).text("observable:filePath", row.path);
    if (!row.extension.empty()) facet.text("observable:extension", row.extension);
    facet.truth("observable:isDirectory", row.kind == FileKind::directory && !row.is_stream);
    facet.text("observable:allocationStatus", row.state == NameState::allocated ? "allocated" : "unallocated");
    facet.member("observable:sizeInBytes", whole(row.size));
    const auto time = [&](std::string_view name, std::optional<Timestamp> at) {
        if (at) facet.member(name, typed("xsd:dateTime", time_text(at, row.local_times)));
    };
    time("observable:observableCreatedTime", row.times.created_at);
    time("observable:modifiedTime", row.times.modified_at);
    time("observable:accessedTime", row.times.accessed_at);
    time("observable:metadataChangeTime", row.times.metadata_changed_at);
    facets.add(facet.str());
    if (row.digests || !row.mime_type.empty()) {
        JsonObject content = object(id("content", row.id), "observable:ContentDataFacet");
        content.member("observable:sizeInBytes", whole(row.size));
        if (!row.mime_type.empty()) content.text("observable:mimeType", row.mime_type);
        if (row.digests) {
            content.member("observable:hash",
                           hashes(fmt::format("file/{}", row.id), {{"MD5", hex(row.digests->md5)},
                                                                   {"SHA1", hex(row.digests->sha1)},
                                                                   {"SHA256", hex(row.digests->sha256)}}));
        }
        facets.add(content.str());
    }
    if (!row.sid.empty()) {
        facets.add(object(id("ntfs", row.id), "observable:NTFSFileFacet")
                       .member("observable:entryID", whole(row.metadata_address))
                       .text("observable:sid", row.sid)
                       .str());
    }
    // What UCO has no word for.
    JsonObject record = own_facet(id("record", row.id), "sanad:FileRecordFacet");
    record.member("sanad:id", whole(static_cast<std::uint64_t>(row.id)));
    record.text("sanad:state", state_text(row)).text("sanad:kind", name_of(row.kind));
    record.member("sanad:metadataAddress", whole(row.metadata_address));
    if (row.content) record.text("sanad:recovery", name_of(row.recovery));
    if (row.content) record.text("sanad:contentState", name_of(row.content_state));
    if (!is_utf8(row.path)) record.member("sanad:pathBytes", typed("xsd:hexBinary", hex(bytes_of(row.path))));
    if (row.local_times) record.truth("sanad:localTimes", true);
    JsonArray sets;
    for (const HashHit& hit : row.hash_hits) sets.add(json_string(fmt::format("{}: {}", name_of(hit.kind), hit.set)));
    if (!row.hash_hits.empty()) record.member("sanad:hashSet", sets.str());
    facets.add(record.str());
    node(object(file_id, class_of(row)).member("core:hasFacet", facets.str()));

    if (row.derived_from) {
        relationship(fmt::format("file/{}", row.id), file_id, id("file", *row.derived_from), "Extracted_From", {});
        name_file(*row.derived_from);
    } else {
        const std::string path_facet =
            object(id("path", row.id), "observable:PathRelationFacet").text("observable:path", row.path).str();
        relationship(fmt::format("file/{}", row.id), file_id, id("file-system", row.file_system), "Contained_Within",
                     path_facet);
    }
}

/// The facets of UCO that this finding fills, and nodes that they point at.
std::string Graph::mapped_facets(const ArtifactRow& row, JsonArray& facets) {
    std::string pointed_at;
    const auto all = case_properties();
    const auto value_of = [&](std::string_view attribute) -> const AttributeValue* {
        const auto found = std::ranges::find(row.artifact.attributes, attribute, &Attribute::name);
        return found == row.artifact.attributes.end() ? nullptr : &found->value;
    };
    for (std::size_t at = 0; at < all.size();) {
        std::size_t end = at + 1;
        while (end < all.size() && all[end].type == all[at].type && all[end].facet == all[at].facet) ++end;
        const auto rows = all.subspan(at, end - at);
        at = end;
        if (rows.front().type != row.artifact.type) continue;
        JsonObject facet = object(id("facet", fmt::format("{}/{}", row.id, rows.front().facet)),
                                  fmt::format("observable:{}", rows.front().facet));
        bool any = false, lacks = false;
        for (const CaseProperty& property : rows) {
            const AttributeValue* value = value_of(property.attribute);
            if (value == nullptr) {
                lacks = lacks || property.needed;
                continue;
            }
            const std::string name = fmt::format("observable:{}", property.property);
            const auto* number = std::get_if<std::int64_t>(value);
            const auto* time = std::get_if<Timestamp>(value);
            switch (property.literal) {
                case CaseLiteral::text:
                    facet.text(name, value_text(*value));
                    break;
                case CaseLiteral::address:
                    facet.member(name, typed("xsd:anyURI", value_text(*value)));
                    break;
                case CaseLiteral::integer:
                    if (number == nullptr) continue;
                    facet.member(name, typed("xsd:integer", std::to_string(*number)));
                    break;
                case CaseLiteral::truth:
                    if (number == nullptr) continue;
                    facet.truth(name, *number != 0);
                    break;
                case CaseLiteral::time:
                    if (time == nullptr) continue;
                    facet.member(name, moment(*time));
                    break;
                case CaseLiteral::url: {
                    const std::string url = id("url", fmt::format("{}/{}", row.id, property.attribute));
                    facet.member(name, reference(url));
                    pointed_at = object(url, "observable:URL")
                                     .member("core:hasFacet",
                                             object(id("url-facet", fmt::format("{}/{}", row.id, property.attribute)),
                                                    "observable:URLFacet")
                                                 .text("observable:fullValue", value_text(*value))
                                                 .str())
                                     .str();
                    break;
                }
            }
            any = true;
        }
        if (any && !lacks) facets.add(facet.str());
    }
    return pointed_at;
}

void Graph::artifact(const ArtifactRow& row) {
    const ArtifactType* type = artifact_type(row.artifact.type);
    const std::string artifact_id = id("artifact", row.id);
    JsonArray facets;
    const std::string pointed_at = mapped_facets(row, facets);
    // Every attribute as the catalog has it.
    JsonObject own = own_facet(id("artifact-facet", row.id), "sanad:ArtifactFacet");
    own.text("sanad:type", row.artifact.type).member("sanad:id", whole(static_cast<std::uint64_t>(row.id)));
    own.text("sanad:module", row.module).text("sanad:moduleVersion", row.version);
    std::vector<std::string_view> done;
    for (const Attribute& attribute : row.artifact.attributes) {
        if (std::ranges::find(done, attribute.name) != done.end()) continue;
        done.push_back(attribute.name);
        JsonArray values;
        std::size_t count = 0;
        for (const Attribute& each : row.artifact.attributes) {
            if (each.name != attribute.name) continue;
            values.add(literal_of(each.value));
            ++count;
        }
        own.member("sanad:attribute/" + attribute.name, count == 1 ? literal_of(attribute.value) : values.str());
    }
    facets.add(own.str());
    JsonObject json = object(artifact_id, type != nullptr ? type->case_uco : "observable:ObservableObject");
    if (type != nullptr) json.text("core:name", type->label);
    node(json.member("core:hasFacet", facets.str()));
    if (!pointed_at.empty()) {
        out_.write(",\n" + pointed_at);
    }
    name_file(row.source_file);
    JsonObject range = object(id("range", row.id), "observable:DataRangeFacet");
    range.member("observable:rangeOffset", whole(row.artifact.source.offset))
        .member("observable:rangeSize", whole(row.artifact.source.length));
    relationship(fmt::format("artifact/{}", row.id), artifact_id, id("file", row.source_file), "Extracted_From",
                 range.str());
    if (const auto place = place_of(row.artifact)) {
        const std::string location = id("location", row.id);
        JsonObject where = object(id("coordinates", row.id), "location:LatLongCoordinatesFacet");
        where.member("location:latitude", typed("xsd:decimal", degrees_text(place->latitude)))
            .member("location:longitude", typed("xsd:decimal", degrees_text(place->longitude)));
        node(object(location, "location:Location").member("core:hasFacet", where.str()));
        JsonObject at = object(id("located-at", row.id), "core:Relationship");
        at.member("core:source", reference(artifact_id)).member("core:target", reference(location));
        node(at.text("core:kindOfRelationship", "Located_At").truth("core:isDirectional", true));
    }
}

Result<void> Graph::write() {
    const CaseFacts& facts = source_.facts();
    case_ = named_uuid(url_namespace,
                       fmt::format("urn:sanad:case:{}/{}/{}", facts.name, facts.examiner, facts.created_at.ns));
    out_.write("{\"@context\":");
    out_.write(context);
    // Reserved names (RFC 2606): nobody is to look for these things there.
    out_.write(fmt::format(R"("kb":"https://sanad.invalid/kb/{}/","sanad":"https://sanad.invalid/ontology/"}},)"
                           "\n\"@graph\":[",
                           text_of_uuid(case_)));
    tools();
    images();
    TRY(runs());
    custody();
    TRY(source_.each_file([&](const FileRow& row) {
        source_.count_file(row);
        file(row);
        return out_.write("");
    }));
    TRY(source_.each_artifact({}, [&](const ArtifactRow& row) {
        source_.count_artifact(row);
        artifact(row);
        return out_.write("");
    }));
    investigation();
    out_.write("\n]}\n");
    return {};
}

}  // namespace

Result<void> write_case_uco(ExportSource& source, std::span<const CustodyAct> custody, ExportFile& out) {
    return Graph{source, custody, out}.write();
}

}  // namespace sanad
