"""`char_lstm` in Pellucid."""

from networks import CharLSTM
from pellucid import optim
from training import stepper, text_loss
from workloads import char_lstm as W


def setup():
    network = CharLSTM(W.SYMBOLS, W.WIDTH, W.UNITS)
    trained = [p for p in network.parameters() if p is not network.lstm.bias_hh_l0]
    return stepper(network, optim.Adam(trained, lr=W.LR), text_loss, W)
