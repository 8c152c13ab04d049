// A box that offers runs; those that cannot be chosen stay in it, disabled and with the reason. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include "common/eliding.h"

class RunChoice : public ElidingComboBox {
    Q_OBJECT
  public:
    struct Entry {
        qint64 run = 0;
        QString text, reason;  ///< a reason disables it
        bool operator==(const Entry&) const = default;
    };
    explicit RunChoice(QWidget* parent = nullptr);
    /// The choice stays where its run is still offered. Nothing is done when the entries are the same.
    void setEntries(const QList<Entry>& entries);
    qint64 run() const { return currentData().toLongLong(); }
    /// Nothing happens for a run that is not offered.
    void choose(qint64 run);

  Q_SIGNALS:
    void chosen(qint64 run);  ///< by the person

  private:
    QList<Entry> m_entries;
};
