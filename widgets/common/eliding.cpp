// Widgets that shorten a text where there is no room for it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/eliding.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QStyleOptionComboBox>
#include <QStylePainter>

ElidingComboBox::ElidingComboBox(QWidget* parent) : QComboBox(parent) {
    view()->setTextElideMode(Qt::ElideMiddle);
}

bool ElidingComboBox::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) setToolTip(currentText());
    return QComboBox::event(event);
}

QSize ElidingComboBox::sizeHint() const {
    // Some styles forget the space around the text, and then the longest entry would be shortened in its own room.
    return QComboBox::sizeHint() + QSize(fontMetrics().averageCharWidth() * 2, 0);
}

void ElidingComboBox::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    int room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width();
    // As the styles place them: 4 pixels between icon and text, one at either side of the text.
    if (!option.currentIcon.isNull()) room -= option.iconSize.width() + 4;
    option.currentText = option.fontMetrics.elidedText(option.currentText, Qt::ElideMiddle, room - 2);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

void ElidingLabel::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    const QRect box = contentsRect();
    style()->drawItemText(&painter, box, static_cast<int>(alignment()), palette(), isEnabled(),
                          fontMetrics().elidedText(text(), Qt::ElideRight, box.width()), foregroundRole());
}
