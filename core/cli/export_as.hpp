#pragma once
// `sanad export CASE --format FORMAT --out FILE`: a case, or what was chosen of it, for another program.
#include <string>
#include <vector>

#include "core/cli/case_custody.hpp"
#include "core/cli/session.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

struct ExportAs {
    std::string case_path;
    std::string format;  ///< one of export_formats()
    std::string out;
    ExportScope scope;
    bool artifacts_asked = false;  ///< findings were asked for by name: `csv` then lists them in place of files
    bool right_to_left = false;
    std::string tlp = "amber", sender;
    RecipientOptions handed;
};

/// Their names, for --help.
const std::vector<std::string>& export_formats();

/// What leaves the house takes two persons as soon as one is enrolled. Where there is only the machine's own key, it
/// goes out under that alone, which is said on standard error.
void say_stands_alone(const RecipientOptions& handed, CustodySession& custody);

Result<void> export_as(Session& session, const ExportAs& told);

}  // namespace sanad
