#pragma once
// The case at a glance: what it holds, whether its images are what they were, and what was found. The first thing seen.
#include "gui/views/facts_table.hpp"
#include "gui/views/place.hpp"

namespace sanad::gui {

class OverviewPlace : public Place {
    Q_OBJECT
public:
    explicit OverviewPlace(Workplace& workplace, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("overview"); }
    QString title() const override { return tr("Case"); }
    QIcon icon() const override;
    void open_case(CaseSession& session) override;
    void close_case() override;
    void case_changed() override;

private:
    /// What one look at the case gives.
    struct Look {
        CaseFacts facts;
        CaseSummary summary;
        std::vector<EvidenceItem> items;
        std::vector<ImageRow> images;
        std::vector<std::vector<Verification>> verifications;  ///< of each image
        std::map<std::string, std::uint64_t> artifacts;
    };
    static Result<Look> look(CaseReader& reader);
    void ask();
    void fill(const Look& look);

    CaseSession* session_ = nullptr;
    FactsTable* table_;
    Asked asked_;
};

}  // namespace sanad::gui
