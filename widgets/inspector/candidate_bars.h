// One bar per candidate, with picture, title and number; the true item is outlined and tagged. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QStyledItemDelegate>
#include <QWidget>

#include "inspector/candidates_model.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;
class CandidatesTable;

enum class BarScale { probability, logarithm, score };

class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    BarDelegate(const CandidatesModel* model, const ItemPictures* pictures, QObject* parent = nullptr);
    void setScale(BarScale scale);
    /// Where the bar of a candidate ends, 0..1 of the bar's place.
    double share(const Candidate& candidate) const;
    /// Where the 1/n line stands, 0..1; negative where there is none.
    double uniformShare() const;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    double lowestPositive() const;
    const CandidatesModel* m_model;
    const ItemPictures* m_pictures;
    BarScale m_scale = BarScale::probability;
};

class CandidateBars : public QWidget {
    Q_OBJECT
  public:
    CandidateBars(CandidatesModel* model, const ItemPictures* pictures, QWidget* parent = nullptr);
    void goToTarget();
    void toggleTable();
    /// After the model was filled: what can be chosen depends on it.
    void updateChoices();
    QListView* list() const { return m_list; }

  private:
    void applyScale();
    CandidatesModel* m_model;
    BarDelegate* m_delegate;
    CandidatesTable* m_tableModel;
    QListView* m_list;
    QTableView* m_table;
    QStackedWidget* m_stack;
    QComboBox *m_order, *m_scale;
    QLabel* m_legend;
    QToolButton* m_asTable;
    int m_wantedOrder = 0, m_wantedScale = 0;
};

/// The same candidates as a plain table.
class CandidatesTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    CandidatesTable(CandidatesModel* source, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 7; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    CandidatesModel* m_source;
};
