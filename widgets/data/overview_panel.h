// Numbers, findings and plots of one dataset. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "data/dataset_facts.h"

class Card;
class FigurePlot;
class FlowLayout;
class QGridLayout;
class QLabel;
class QTableView;
class StepsModel;

class OverviewPanel : public QScrollArea {
    Q_OBJECT
  public:
    explicit OverviewPanel(QWidget* parent = nullptr);
    void setFacts(const DatasetFactsPointer& facts);
    void toggleTables();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrangePlots();
    void addNumber(const QString& name, const QString& value, const QString& label, const QString& toolTip);
    void showNumbers();
    void showFindings();
    void showPlots();
    void showImport();

    DatasetFactsPointer m_facts;
    Card *m_numbersCard, *m_findingsCard, *m_plotsCard, *m_importCard;
    QWidget* m_numbers;
    QWidget* m_findings = nullptr;
    QGridLayout* m_plotGrid;
    FigurePlot *m_lengths, *m_popularity, *m_ranks, *m_timeline, *m_coverage;
    QTableView* m_steps;
    StepsModel* m_stepsModel;
    QLabel* m_importText;
    int m_plotColumns = 0;
};
