#pragma once
// The prosecutor's mode: custody and reports first, pictures covered, nothing that writes.
#include <QString>

namespace sanad::gui {

class MainWindow;

/// The title of the window while that case or bundle is reviewed.
QString review_title(const QString& path);

/// `path`: a case, or a bundle as `sanad ledger bundle` hands it over. False: a message was shown.
bool start_review(MainWindow& window, const QString& path);

}  // namespace sanad::gui
