#pragma once
// The program's QApplication: the door where exceptions of slots stop, and a watch over how long the window's thread is
// kept from the next event.
#include <QApplication>
#include <cstdint>

namespace sanad::gui {

class Application : public QApplication {
    Q_OBJECT
public:
    Application(int& count, char** arguments);

    /// What the worst event since the last reset() took: by the clock, and of the processor. On a machine that is busy
    /// with other things only the second is ours.
    struct Stall {
        double ms = 0;
        double processor_ms = 0;
        QString event;  ///< class of the receiver and type of the event
    };
    const Stall& longest_stall() const { return longest_; }
    void reset_stalls() { longest_ = {}; }

    bool notify(QObject* receiver, QEvent* event) override;

private:
    Stall longest_;
    int depth_ = 0;
};

}  // namespace sanad::gui
