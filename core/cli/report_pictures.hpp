#pragma once
// Small pictures of tagged pictures and videos, for a report: bytes read back from the image, decoded by sanad-render
// and sanad-video in their sandboxes, and handed on as pixels.
#include <map>
#include <string>

#include "core/cli/case_custody.hpp"
#include "core/report/case_report.hpp"
#include "core/store/case_folder.hpp"

namespace sanad {

struct ReportPicture {
    std::string png;  ///< empty: `missing` says why
    std::string missing;
    bool blurred = true;
};
using ReportPictures = std::map<std::int64_t, ReportPicture>;  ///< by id of the file

/// Blurred unless `clear`: so few pixels that nobody is recognised. Looking at evidence is entered in the ledger where
/// there is one. What cannot be read or decoded is told with its picture, and ends nothing.
Result<ReportPictures> pictures_of(const CaseReport& facts, const CaseFolder& folder, bool clear, CaseCustody* custody);
void put_pictures(CaseReport& facts, const ReportPictures& pictures);

}  // namespace sanad
