// sample_papers FOLDER: the invented papers as text (NAME.json) and as PDF, to be looked at and to be read back.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include "core/report/print_sheet.hpp"
#include "core/report/sheet_text.hpp"
#include "tests/report/sample_papers.hpp"

int main(int count, char** arguments) try {
    if (count != 2) {
        std::fprintf(stderr, "sample_papers FOLDER\n");
        return 64;
    }
    const std::filesystem::path folder = arguments[1];
    std::filesystem::create_directories(folder);
    for (const auto& [name, sheet] : sanad::tests::sample_papers()) {
        std::ofstream{folder / (name + ".json"), std::ios::binary} << sanad::sheet_text(sheet);
        const auto printed = sanad::print_sheet(sheet, folder / (name + ".pdf"));
        if (!printed) {
            std::fprintf(stderr, "%s: %s\n", name.c_str(), printed.error().what.c_str());
            return 1;
        }
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "sample_papers: %s\n", error.what());
    return 1;
}
