#pragma once
// The frames of a video, which `sanad view` gives as one sheet: when each of them is, written upon it.
#include <QImage>
#include <QString>
#include <vector>

#include "core/store/case_reader.hpp"
#include "gui/viewers/evidence_view.hpp"

namespace sanad::gui {

struct VideoTimes {
    int columns = 0;  ///< 0: no sheet, but a picture
    qint64 duration_ms = 0;
    std::vector<qint64> frames_ms;
};

VideoTimes video_times(const EvidenceAnswer& answer);
/// "0:07", "1:02:03".
QString clock_time(qint64 milliseconds);
void write_times(QImage& sheet, const VideoTimes& times);

}  // namespace sanad::gui
