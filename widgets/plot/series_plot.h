// A live plot of series, with a table twin. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QTimer>
#include <QWidget>
#include <memory>

#include "plot/series_data.h"

class QCustomPlot;
class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;
class SeriesTableModel;

struct PlotCurve {
    QString title;
    SeriesPointer data;
    bool smoothed = false;  ///< raw points faint, a moving average on top
};

/// Points are taken over by sync(), which costs nothing when nothing is new. Repaints are driven by a timer that runs
/// only while points arrive and the plot can be seen.
class SeriesPlot : public QWidget {
    Q_OBJECT
  public:
    enum class Axis { step, epoch, time };
    explicit SeriesPlot(const QString& title, QWidget* parent = nullptr);
    ~SeriesPlot() override;

    void setCurves(const QList<PlotCurve>& curves);
    /// In the place of the title: a choice of what is shown.
    void setHeadingWidget(QWidget* widget);
    void setEmptyText(const QString& text);
    /// Stands behind the label of the reference line, in parentheses; empty = nothing.
    void setReferenceNote(const QString& note);
    void setAxis(Axis axis);
    void setSmoothing(double weight);  ///< 0 = off, 0.98 = strong
    void setLogScale(bool on);
    void setTableShown(bool shown);
    bool isTableShown() const;
    /// New points since the last call; the plot follows them unless the person has zoomed.
    void sync();
    void fit();  ///< back to all points, and follow

    // What is shown, for tests and for people who cannot see it.
    int pointsShown() const;        ///< of the first curve
    QString referenceText() const;  ///< label of the reference line in view; empty = none
    QString emptyText() const;      ///< shown while there are no points; empty otherwise
    QString readOut() const;
    QCustomPlot* plot() const { return m_plot; }

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    struct Shown;
    void takePoints(Shown& curve);
    void rebuild();
    void placeLegend(bool shown);
    void wrapLegend();
    void updateRanges();
    void updateReference();
    void updateOverlay();
    void applyColours();
    void showReadOut(double key);
    void moveReadOut(int by);
    void describe();
    double keyOf(const SeriesData& data, std::size_t index) const;

    QString m_title, m_emptyText, m_referenceNote;
    QCustomPlot* m_plot;
    QHBoxLayout* m_top;
    QLabel* m_overlay;
    QLabel* m_heading;
    QLabel* m_readOut;
    QToolButton* m_tableButton;
    QStackedWidget* m_stack;
    QTableView* m_table;
    SeriesTableModel* m_model;
    QTimer m_timer;
    std::vector<std::unique_ptr<Shown>> m_curves;
    struct Items;
    std::unique_ptr<Items> m_items;
    Axis m_axis = Axis::step;
    double m_smoothing = 0.9;
    bool m_log = false, m_follow = true, m_dirty = false;
    qsizetype m_readOutIndex = -1;
};
