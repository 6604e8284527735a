#pragma once
// Cases as verbs meet them.
#include <filesystem>
#include <optional>
#include <string>

#include "core/cli/case_custody.hpp"
#include "core/cli/session.hpp"
#include "core/ingest/ingest.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

/// Who examines when nobody was named: the account at the machine.
std::string account_name();

/// What a verb that makes a case was told of it.
struct NewCase {
    std::string name;      ///< empty: from the folder
    std::string examiner;  ///< empty: account_name()
    std::string time_zone = "UTC";
};

/// Opens the case at `path`, or makes it.
Result<CaseFolder> open_or_create_case(const std::filesystem::path& path, const NewCase& facts);

/// The image of the case whose first segment, or any, is the file at `path`, under whatever name.
Result<std::optional<ImageRow>> image_that_is(CaseReader& reader, const std::filesystem::path& path);

/// Prints the summary of a case; finding_against when a verification in it failed, the image or a file in use could not
/// be had whole, or files are there that nobody listed.
void print_summary(Session& session, const CaseFolder& folder, const CountedImages& counted = {});

/// Ingests every image of the case that is not examined yet; the ledger says when it began and how it ended.
Result<void> ingest_case(Session& session, const CaseFolder& folder, const IngestSettings& settings,
                         CaseCustody& custody);

}  // namespace sanad
