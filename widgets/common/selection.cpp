// The shared selection. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/selection.h"

void Selection::setCurrentRun(qint64 run) {
    if (run == m_currentRun) return;
    m_currentRun = run;
    Q_EMIT currentRunChanged(run);
}

void Selection::setComparedRuns(const QList<qint64>& runs) {
    if (runs == m_comparedRuns) return;
    m_comparedRuns = runs;
    Q_EMIT comparedRunsChanged(m_comparedRuns);
}

void Selection::setUser(int user) {
    if (user == m_user) return;
    m_user = user;
    Q_EMIT userChanged(user);
}
