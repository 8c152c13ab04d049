// What all pages agree on: the selected run, the compared runs, the selected user. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

/// Pages know nothing of each other; they read and write this. A setter signals only on change.
class Selection : public QObject {
    Q_OBJECT
  public:
    explicit Selection(QObject* parent = nullptr) : QObject(parent) {}
    qint64 currentRun() const { return m_currentRun; }  ///< 0 = none
    const QList<qint64>& comparedRuns() const { return m_comparedRuns; }
    int user() const { return m_user; }  ///< 0 = none

  public Q_SLOTS:
    void setCurrentRun(qint64 run);
    void setComparedRuns(const QList<qint64>& runs);
    void setUser(int user);
    /// Rows of the store changed: pages that show them read them again.
    void announceRunsChanged() { Q_EMIT runsChanged(); }

  Q_SIGNALS:
    void currentRunChanged(qint64 run);
    void comparedRunsChanged(const QList<qint64>& runs);
    void userChanged(int user);
    void runsChanged();

  private:
    qint64 m_currentRun = 0;
    QList<qint64> m_comparedRuns;
    int m_user = 0;
};
