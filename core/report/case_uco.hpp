#pragma once
// A case as CASE 1.4.0 / UCO 1.4.0 in JSON-LD: what was examined, by whom, with what, and what was found where.
#include <span>
#include <string>

#include "core/custody/event.hpp"
#include "core/report/export_file.hpp"
#include "core/report/export_source.hpp"

namespace sanad {

/// One entry of the ledger as an export tells of it. Personal data in it are commitments, and stay so.
struct CustodyAct {
    Event event;
    std::string words;  ///< what such an event is called
    std::string hash;   ///< of the entry, hexadecimal: the proof stays in the ledger
};

/// One graph, written node by node. No blank nodes: whatever has a type has an identifier, a UUID of version 5 over the
/// case and its row, so that the same case gives the same bytes.
Result<void> write_case_uco(ExportSource& source, std::span<const CustodyAct> custody, ExportFile& out);

}  // namespace sanad
