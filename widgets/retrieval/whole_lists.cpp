// What the lists of all users are like: the table's place. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/whole_lists.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "common/table_tools.h"
#include "retrieval/retrieval_data.h"
#include "runs/run_text.h"

namespace {

/// In a cell that goes over several rows the words stand beside the first of them.
class FirstLineDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem line = option;
        if (const auto* table = qobject_cast<const QTableView*>(option.widget))
            line.rect.setHeight(table->rowHeight(index.row()));
        QStyledItemDelegate::paint(painter, line, index);
    }
};

}  // namespace

WholeLists::WholeLists(QWidget* parent)
    : QWidget(parent),
      m_model(new WholeListsModel(this)),
      m_table(new QTableView(this)),
      m_note(new QLabel(this)),
      m_missing(new QLabel(this)),
      m_empty(new QLabel(this)),
      m_stack(new QStackedWidget(this)) {
    m_table->setObjectName(QStringLiteral("whole_lists_table"));
    m_table->setAccessibleName(tr("What the lists of all users are like"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(WholeListsModel::WhatColumn, new FirstLineDelegate(this));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(false);
    table_tools::enableCopy(m_table);
    for (QLabel* label : {m_note, m_missing, m_empty}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_note->setObjectName(QStringLiteral("whole_lists_note"));
    m_missing->setObjectName(QStringLiteral("whole_lists_missing"));
    m_empty->setObjectName(QStringLiteral("whole_lists_empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    auto* full = new QWidget(this);
    auto* column = new QVBoxLayout(full);
    column->setContentsMargins(0, 6, 0, 0);
    column->addWidget(m_note);
    column->addWidget(m_missing);
    column->addWidget(m_table, 1);
    m_stack->addWidget(full);
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void WholeLists::setRuns(const wb::RunRow* a, const wb::RunRow* b) {
    m_model->setRuns(a, b);
    QStringList missing;
    bool any = false;
    for (const wb::RunRow* run : {a, b}) {
        if (!run) continue;
        if (WholeListsModel::isStored(*run))
            any = true;
        else if (run->test_hidden)
            missing << run_text::whyTestHidden(*run);
        else
            missing << tr("Run %1 was evaluated by a version that did not store these numbers. Evaluate it again: "
                          "rerank evaluate --run %1")
                           .arg(run->id);
    }
    m_empty->setText(QStringLiteral("<h3>%1</h3>").arg(tr("No numbers about whole lists")) %
                     missing.join(QStringLiteral("<br>")));
    m_missing->setText(missing.join(QLatin1Char('\n')));
    m_missing->setVisible(!missing.isEmpty());
    m_note->setText(
        tr("Over the test lists of all users, with the weights of the best validation. Popularity of an item is the "
           "number of its training interactions. Every row has an explanation in its tool tip."));
    m_stack->setCurrentIndex(any ? 0 : 1);
    if (!any) return;
    m_table->clearSpans();
    for (const auto& [row, count] : m_model->spans()) {
        if (m_model->isHeading(row))
            m_table->setSpan(row, 0, 1, WholeListsModel::ColumnCount);
        else if (count > 1)
            m_table->setSpan(row, 0, count, 1);
    }
    m_table->setColumnHidden(WholeListsModel::BColumn, !b);
    table_tools::fitColumns(m_table, fontMetrics().averageCharWidth() * 60);
    // Wide enough for the name of a run, alike for both.
    const int width =
        std::max({m_table->columnWidth(WholeListsModel::AColumn),
                  b ? m_table->columnWidth(WholeListsModel::BColumn) : 0, fontMetrics().averageCharWidth() * 16});
    for (const int column : {WholeListsModel::AColumn, WholeListsModel::BColumn})
        m_table->setColumnWidth(column, std::min(width, fontMetrics().averageCharWidth() * 34));
}
