// A box that offers runs. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/run_choice.h"

#include <QStandardItemModel>

RunChoice::RunChoice(QWidget* parent) : ElidingComboBox(parent) {
    // Asking thousands of entries for their width would take longer than showing them.
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(20);
    connect(this, &QComboBox::activated, this, [this] { Q_EMIT chosen(run()); });
}

void RunChoice::setEntries(const QList<Entry>& entries) {
    if (entries == m_entries) return;
    const qint64 before = run();
    m_entries = entries;
    QList<QStandardItem*> items;
    for (const Entry& entry : entries) {
        auto* item = new QStandardItem(
            entry.reason.isEmpty()
                ? entry.text
                : tr("%1 \u2013 %2", "a run, why it cannot be chosen").arg(entry.text, entry.reason));
        item->setData(QVariant::fromValue(entry.run), Qt::UserRole);
        item->setToolTip(item->text());
        item->setEnabled(entry.reason.isEmpty());
        items << item;
    }
    auto* model = new QStandardItemModel(this);
    model->invisibleRootItem()->appendRows(items);
    setModel(model);  // the box deletes its former one
    setCurrentIndex(-1);
    choose(before);
}

void RunChoice::choose(qint64 run) {
    for (qsizetype i = 0; i < m_entries.size(); ++i)
        if (m_entries[i].run == run && m_entries[i].reason.isEmpty()) setCurrentIndex(static_cast<int>(i));
}
