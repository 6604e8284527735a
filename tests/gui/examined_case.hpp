#pragma once
// The sample disk lantern.E01 as a case that was made with the window itself, once a run: from the start page, through
// the wizard, to an examination that was paused, stopped and gone on with.
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <vector>

namespace sanad::test {

struct ExaminedCase {
    QString folder;      ///< NAME.sanad
    QString name;        ///< of the case
    QString person;      ///< who acted; the key is unlocked
    QStringList phases;  ///< of the examination, as the panel named them
};

/// Makes it when it is asked for first; what does not go as it should fails the test that asks.
const ExaminedCase& examined_case();

/// Somebody else of this laboratory, an examiner, a custodian and its manager, whose key is locked by "words of " and
/// the name.
QString second_person();

/// What was put on the disk (samples/images/lantern.answers.json): its files and folders.
std::vector<QJsonObject> lantern_answers();
QString lantern_image(const char* ending);

}  // namespace sanad::test
