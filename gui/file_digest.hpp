#pragma once
// The SHA-256 of a file that is no evidence (a report, say), read a piece at each turn of the event loop: the window
// does not wait for a long one.
#include <QCryptographicHash>
#include <QFile>
#include <QObject>
#include <QTimer>

namespace sanad::gui {

class FileDigest : public QObject {
    Q_OBJECT
public:
    explicit FileDigest(const QString& path, QObject* parent = nullptr);

signals:
    /// In hexadecimal; empty when the file cannot be read. After it the object deletes itself.
    void known(const QString& sha256);

private:
    void read_on();
    void end(const QString& sha256);

    QFile file_;
    QCryptographicHash hash_{QCryptographicHash::Sha256};
    QTimer next_;
};

}  // namespace sanad::gui
