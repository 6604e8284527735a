#pragma once
// What was searched for in a case, the latest first: the place "Search" fills it and keeps it with the user's settings,
// the tree shows it and asks for one again.
#include <QObject>
#include <QString>
#include <QStringList>
#include <vector>

#include "gui/case_session.hpp"

namespace sanad::gui {

struct PastSearch {
    QString words;  ///< as they were typed
    int how = 0;    ///< which of the place's ways of searching
    bool operator==(const PastSearch&) const = default;
};

class PastSearches : public QObject {
    Q_OBJECT
public:
    /// Those of the case; made with their first use, gone with the session.
    static PastSearches& of(CaseSession& session);
    explicit PastSearches(QObject* parent = nullptr) : QObject{parent} {}

    const std::vector<PastSearch>& all() const { return all_; }
    QStringList words() const;  ///< each once
    void set(std::vector<PastSearch> all);
    /// To the front, once.
    void add(const PastSearch& search);
    void run_again(const PastSearch& search) { emit wanted(search); }

    static constexpr std::size_t most = 50;

signals:
    void changed();
    void wanted(const PastSearch& search);

private:
    std::vector<PastSearch> all_;
};

}  // namespace sanad::gui
