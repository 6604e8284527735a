#pragma once
// Waiting for what the event loop brings, with an end.
#include <QElapsedTimer>
#include <QTest>

namespace sanad::test {

/// True as soon as `holds` does; false when it does not within `ms`: long enough for a machine busy with other things.
template <class Holds>
bool soon(const Holds& holds, int ms = 60'000) {
    return QTest::qWaitFor([&] { return static_cast<bool>(holds()); }, ms);
}

}  // namespace sanad::test
