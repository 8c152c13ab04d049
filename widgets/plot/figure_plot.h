// A plot of fixed numbers: bars, or points on logarithmic axes; with a table twin. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

class FigureTableModel;
class QCPBars;
class QCPGraph;
class QCPItemTracer;
class QCustomPlot;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

/// What is drawn. `labels` has one entry per value; `keys` are the x values of points and empty for bars.
struct Figure {
    QString labelTitle, valueTitle;  ///< columns of the table and titles of the axes
    QStringList labels;
    std::vector<double> keys, values;
    double highest = 0;               ///< of the value axis; 0 = as the values need
    QString valueSuffix;              ///< " %"
    std::vector<double> before = {};  ///< of bars: what stood there earlier, drawn as outlines; may be empty
    QString beforeTitle = {};         ///< column of the table
};

class FigurePlot : public QWidget {
    Q_OBJECT
  public:
    enum class Kind { bars, logPoints };
    FigurePlot(Kind kind, const QString& title, QWidget* parent = nullptr);
    /// `empty` is shown where there are no values.
    void setFigure(const Figure& figure, const QString& empty);
    void setTableShown(bool shown);
    bool isTableShown() const;
    const Figure& figure() const { return m_figure; }
    QString readOut() const;
    QCustomPlot* plot() const { return m_plot; }

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void draw();
    void placeTicks();
    void applyColours();
    void setReadOut(qsizetype index);
    QString valueText(double value) const;

    const Kind m_kind;
    const QString m_title;
    Figure m_figure;
    QString m_empty;
    QCustomPlot* m_plot;
    QLabel *m_overlay, *m_readOut;
    QToolButton* m_tableButton;
    QStackedWidget* m_stack;
    QTableView* m_table;
    FigureTableModel* m_model;
    QCPBars *m_bars = nullptr, *m_earlier = nullptr;
    QCPGraph* m_graph = nullptr;
    QCPItemTracer* m_tracer;
    qsizetype m_readOutIndex = -1;
};
